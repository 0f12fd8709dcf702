import { wasmText } from "./generated/wasm.js";

// The digits of the text, and the characters that raise the digit behind them, are drawn in
// tools/embed-wasm.mjs.
const DIGITS = 91;
const DIGIT_FIRST = 0x23;
const ESCAPE_FIRST = 0x20;
const BACKSLASH = 0x5c;

/** The bytes of the core's module, decoded from the text that travels inside the bundle. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(wasmText.length);
  let length = 0;
  let raise = 0;
  for (let i = 0; i < wasmText.length; ++i) {
    const code = wasmText.charCodeAt(i);
    if (code < DIGIT_FIRST) {
      raise = DIGITS * (code - ESCAPE_FIRST + 1);
    } else {
      bytes[length++] = raise + code - DIGIT_FIRST - (code > BACKSLASH ? 1 : 0);
      raise = 0;
    }
  }
  return bytes.slice(0, length);
}
