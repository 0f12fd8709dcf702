/** Bytes that a text stands for, or why it stands for none. */
export type Parsed = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly problem: string };

const NOISE = /0x|\\x|[\s,:;'"[\]{}()-]+/gi;
/** An offset as `xxd` (with a colon), `hexdump -C` or Wireshark (with two spaces) write it. */
const DUMP_LINE = /^\s*([0-9a-f]{4,16})(?::[ \t]+|[ \t]{2,}|\s*$)(.*)$/i;

/** Reads hex in the ways people have it: bare, with 0x, commas or colons, or as a dump with offsets. */
export function bytesOfHex(text: string): Parsed {
  return bytesOfDump(text) ?? bytesOfDigits(text.replace(NOISE, ""), text);
}

function bytesOfDigits(digits: string, text: string): Parsed {
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong !== null) {
    return { problem: `"${wrong[0]}" is no hex digit${placeOf(text, wrong[0])}` };
  }
  if (digits.length % 2 !== 0) {
    return { problem: `${digits.length} digits: the last byte has only one` };
  }
  return { bytes: decoded(digits) };
}

function decoded(digits: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; ++i) {
    bytes[i] = (nibble(digits.charCodeAt(2 * i)) << 4) | nibble(digits.charCodeAt(2 * i + 1));
  }
  return bytes;
}

/** '0'..'9' are 0x30..0x39, 'A' and 'a' end in 1: nine more than the digit's low half. */
function nibble(code: number): number {
  return (code & 0xf) + (code > 0x39 ? 9 : 0);
}

function placeOf(text: string, character: string): string {
  const place = text.indexOf(character);
  const line = text.slice(0, place).split("\n").length;
  return place < 0 ? "" : ` (line ${line})`;
}

interface DumpLine {
  readonly offset: number;
  readonly digits: string;
  /** A star stands for lines that repeat the one before. */
  readonly follows: "line" | "star";
}

/** A dump with offsets and perhaps a column of text; undefined if the text is none. */
function bytesOfDump(text: string): Parsed | undefined {
  const lines = dumpLines(text);
  const base = lines?.[0]?.offset;
  if (lines === undefined || base === undefined) return undefined;
  const parts: string[] = [];
  let bytes = 0;
  for (const { offset, digits, follows } of lines) {
    const missing = offset - base - bytes;
    const before = parts.at(-1) ?? "";
    const isRepeated = follows === "star" && missing > 0 && before !== "";
    if (missing !== 0 && !isRepeated) return undefined;
    if (isRepeated) parts.push(before.repeat(missing).slice(0, 2 * missing));
    parts.push(digits);
    bytes = offset - base + digits.length / 2;
  }
  return { bytes: decoded(parts.join("")) };
}

function dumpLines(text: string): readonly DumpLine[] | undefined {
  const found: DumpLine[] = [];
  let follows: DumpLine["follows"] = "line";
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    if (line.trim() === "*") {
      follows = "star";
      continue;
    }
    const match = DUMP_LINE.exec(line);
    if (match === null) return undefined;
    const digits = digitsOf(match[2] ?? "");
    if (digits === undefined) return undefined;
    found.push({ offset: parseInt(match[1] ?? "", 16), digits, follows });
    follows = "line";
  }
  // Offsets alone, or one line that nothing else marks as a dump, are just hex.
  const hasBytes = found.some(({ digits }) => digits !== "");
  return hasBytes && (found.length > 1 || /[:|]/.test(text)) ? found : undefined;
}

/** The digits of a line: up to the bar of `hexdump -C`, or to the gap in front of the text. */
function digitsOf(rest: string): string | undefined {
  const isBarred = rest.includes("|");
  const part = isBarred ? rest.slice(0, rest.indexOf("|")) : (rest.trim().split(/\s{2,}/)[0] ?? "");
  const digits = part.replace(/\s+/g, "");
  return /^(?:[0-9a-f]{2})*$/i.test(digits) ? digits : undefined;
}
