import { wasmBase64 } from "./generated/wasm.js";

/** The bytes of the core's module, decoded from the text that travels inside the bundle. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(wasmBase64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}
