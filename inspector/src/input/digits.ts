const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A byte as two digits. */
export function digits(byte: number): string {
  return DIGITS[byte] as string;
}

/** The bytes as two digits each, without anything between. */
export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += digits(byte);
  return text;
}
