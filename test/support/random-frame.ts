/** Frames as a peer sends them: good ones, if nobody spoils them, and some that are too large. */
import type {
  DecimalFraming,
  DelimiterFraming,
  FramingLimits,
  HeaderBlockFraming,
  LengthFieldFraming,
  SimpleFraming,
  VarintFraming,
} from "../../src/codec.js";
import type { Random } from "./random.js";
import { field, join, wire } from "./wire.js";

const CR = 0x0d;

/** Mostly a few bytes, sometimes more than one step of a search, rarely more than the headroom. */
function randomSize(random: Random): number {
  if (random.oneIn(60)) return random.integer(3_000, 20_000);
  return random.integer(0, random.oneIn(8) ? 300 : 24);
}

/** A size of at least `least` bytes that is within the limit, around it, or over it. */
function sizeWithin(random: Random, framing: FramingLimits, least = 0): number {
  const { maxFrameBytes: limit, onOversize } = framing;
  // What follows a failure is not looked at; what follows a discarded frame is.
  const isOver = random.oneIn(onOversize === "discard" ? 4 : 20);
  if (isOver && limit <= 10_000) return limit + random.integer(1, random.oneIn(4) ? 300 : 3);
  return Math.min(limit, least + randomSize(random));
}

/** Bytes that framings take for something: delimiters, signs, small lengths. */
const TELLING = [0, 1, 2, 3, 0x0a, 0x0a, CR, CR, 0x3b, 0x61, 0x7f, 0x80, 0xff];
const DIGITS = [0x30, 0x31, 0x32, 0x35, 0x39];

/** What this framing in particular takes for something. */
export function tellingAlphabet(framing: SimpleFraming): readonly number[] {
  if (framing.kind === "delimiter") {
    return [...TELLING, ...framing.delimiters.flatMap((delimiter) => Array.from(delimiter))];
  }
  if (framing.kind === "decimal") {
    return [...TELLING, ...DIGITS, ...DIGITS, framing.separator, ...framing.trailer.subarray(0, 4)];
  }
  if (framing.kind !== "header-block") return TELLING;
  return [...DIGITS, ...wire("::  \t\r\n\r\ncC-L;x"), 0];
}

export function tellingBytes(
  random: Random,
  framing: SimpleFraming,
  length: number,
): Uint8Array<ArrayBuffer> {
  const alphabet = tellingAlphabet(framing);
  return Uint8Array.from({ length }, () => random.pick(alphabet));
}

/** A body of `length` bytes; a long one is one byte over and over, which is quicker. */
function randomBody(random: Random, framing: SimpleFraming, length: number): Uint8Array {
  if (length > 300) return new Uint8Array(length).fill(random.pick([0x20, 0x61, CR]));
  return random.oneIn(2) ? random.bytes(length) : tellingBytes(random, framing, length);
}

/** A good frame of this framing, or one that its field cannot count: then the count is cut off. */
function lengthFieldFrame(random: Random, framing: LengthFieldFraming): Uint8Array {
  const { offset, size, endian, adjustment, strip, trailer } = framing;
  const least = Math.max(trailer.length, strip + trailer.length - offset - size);
  const bytes = sizeWithin(random, framing, least);
  const body = randomBody(random, framing, Math.max(0, bytes - trailer.length));
  return join([random.bytes(offset), field(bytes - adjustment, size, endian), body, trailer]);
}

/** LEB128, `padding` bytes longer than needed. */
export function leb128(value: number, padding: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(Math.max(0, value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn));
  bytes.push(Number(rest), ...new Array<number>(padding).fill(0));
  return Uint8Array.from(bytes, (byte, i) => (i < bytes.length - 1 ? byte | 0x80 : byte));
}

function varintFrame(random: Random, framing: VarintFraming): Uint8Array {
  const { offset, maxBytes, adjustment, strip = 0 } = framing;
  const bytes = sizeWithin(random, framing, Math.max(0, strip - offset - 1));
  const padding = random.oneIn(4) ? random.integer(0, maxBytes - 1) : 0;
  const length = leb128(bytes - adjustment, padding);
  return join([random.bytes(offset), length, randomBody(random, framing, bytes)]);
}

function delimitedFrame(random: Random, framing: DelimiterFraming): Uint8Array {
  const { delimiters, stripsCr } = framing;
  const body = randomBody(random, framing, sizeWithin(random, framing));
  // Delimiters of one byte are in every body; others are rare enough, and their halves are welcome.
  const single = delimiters.filter(({ length }) => length === 1).map(([byte]) => byte);
  const bytes = random.oneIn(8) ? body : body.map((byte) => (single.includes(byte) ? 0x61 : byte));
  const carriage = (stripsCr && random.oneIn(2)) || random.oneIn(8) ? [CR] : [];
  return join([bytes, Uint8Array.from(carriage), random.pick(delimiters)]);
}

/** A length in digits; some have more of them than anyone can count. */
function digits(random: Random, bytes: number): string {
  if (!random.oneIn(20)) return String(bytes);
  const more = Array.from({ length: random.integer(14, 20) }, () => random.integer(0, 9));
  return `${random.integer(1, 9)}${more.join("")}`;
}

function decimalFrame(random: Random, framing: DecimalFraming): Uint8Array {
  const { separator, trailer } = framing;
  const bytes = sizeWithin(random, framing);
  return wire(digits(random, bytes), separator, randomBody(random, framing, bytes), trailer);
}

/** Any case, any blanks, any zeros in front. */
function lengthLine(random: Random, bytes: number): string {
  const name = random.pick([
    "Content-Length",
    "content-length",
    "CONTENT-LENGTH",
    "cOnTeNt-LeNgTh",
  ]);
  const blank = () => " \t".repeat(random.integer(0, 2)).slice(random.integer(0, 1));
  const zeros = random.oneIn(4) ? "0".repeat(random.integer(0, 24)) : "";
  return `${name}:${random.oneIn(4) ? blank() : " "}${zeros}${digits(random, bytes)}${random.oneIn(4) ? blank() : ""}`;
}

function headerBlockFrame(random: Random, framing: HeaderBlockFraming): Uint8Array {
  const bytes = sizeWithin(random, framing);
  const others = [
    "X: y",
    "Content-Type: application/json",
    "Content-Lengt: 1",
    "a:",
    "Name \0: :\x80",
  ];
  const lines = Array.from({ length: random.integer(0, random.oneIn(8) ? 6 : 1) }, () =>
    random.pick(others),
  );
  lines.splice(random.integer(0, lines.length), 0, lengthLine(random, bytes));
  return wire(`${lines.join("\r\n")}\r\n\r\n`, randomBody(random, framing, bytes));
}

export function randomFrame(random: Random, framing: SimpleFraming): Uint8Array {
  if (framing.kind === "length-field") return lengthFieldFrame(random, framing);
  if (framing.kind === "varint") return varintFrame(random, framing);
  if (framing.kind === "delimiter") return delimitedFrame(random, framing);
  if (framing.kind === "decimal") return decimalFrame(random, framing);
  if (framing.kind === "header-block") return headerBlockFrame(random, framing);
  const size = framing.kind === "fixed" ? framing.size : randomSize(random);
  return randomBody(random, framing, size);
}
