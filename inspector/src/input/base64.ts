import type { Parsed } from "./hex.js";

const FRAME = /^\s*(?:data:[^,]*,|-----BEGIN [^-]*-----)|-----END [^-]*-----\s*$/g;

/** Reads base64, also of the URL alphabet, of a data URL or between PEM lines; padding is optional. */
export function bytesOfBase64(text: string): Parsed {
  const digits = text.replace(FRAME, "").replace(/\s+/g, "").replace(/=+$/, "");
  const wrong = /[^A-Za-z0-9+/_-]/.exec(digits);
  if (wrong !== null) return { problem: `"${wrong[0]}" is no base64 digit` };
  if (digits.length % 4 === 1) return { problem: "the last base64 digit stands alone" };
  const plain = digits.replaceAll("-", "+").replaceAll("_", "/");
  return { bytes: Uint8Array.from(atob(plain), (character) => character.charCodeAt(0)) };
}
