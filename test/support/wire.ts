/** Bytes as a person writes them: numbers are bytes, strings are their UTF-8, arrays are themselves. */
export type Wire = readonly (number | string | Uint8Array)[];

const utf8 = new TextEncoder();

/** The bytes of `[0, 2, "hi"]`. */
export function wire(...parts: Wire): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) => {
    if (typeof part === "number") return Uint8Array.of(part);
    return typeof part === "string" ? utf8.encode(part) : part;
  });
  return join(pieces);
}

/** All pieces in a row. */
export function join(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The bytes of `"00 02 6869"`. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replaceAll(" ", "");
  if (!/^(?:[\da-f]{2})*$/i.test(digits)) throw new RangeError(`"${text}" is no hex`);
  const length = digits.length / 2;
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Each byte as it is shown behind another: fuzz tests show millions of frames. */
const SPACED = Array.from({ length: 256 }, (_, byte) => ` ${byte.toString(16).padStart(2, "0")}`);

/** How bytes are shown in a failure: `00 02 68 69`. */
export function shown(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += SPACED[byte] ?? "";
  return text.slice(1);
}

/** Whether two runs of bytes are the same; a loop, because some have megabytes. */
export function isSame(some: Uint8Array, other: Uint8Array): boolean {
  if (some.length !== other.length) return false;
  for (let i = 0; i < some.length; ++i) if (some[i] !== other[i]) return false;
  return true;
}

/** `value` in `size` bytes, two's complement. */
export function field(
  value: number | bigint,
  size: number,
  endian: "big" | "little" = "big",
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let rest = BigInt.asUintN(8 * size, BigInt(value));
  for (let i = size - 1; i >= 0; --i) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return endian === "big" ? bytes : bytes.reverse();
}
