import { wasmHex } from "./generated/wasm.js";

/** The bytes of the core's module, decoded from the text that travels inside the bundle. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(wasmHex.length / 2);
  for (let i = 0; i < bytes.length; ++i) {
    bytes[i] = Number.parseInt(wasmHex.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}
