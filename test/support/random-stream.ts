import type { DelimiterFraming, Framing, LengthFieldFraming } from "../../src/codec.js";
import type { Random } from "./random.js";
import { field, join } from "./wire.js";

/** Mostly a few bytes, sometimes more than one step of a search, rarely more than the headroom. */
function randomSize(random: Random): number {
  if (random.oneIn(60)) return random.integer(3_000, 20_000);
  return random.integer(0, random.oneIn(8) ? 300 : 24);
}

/** Bytes that framings take for something: delimiters, signs, small lengths. */
function tellingBytes(random: Random, length: number): Uint8Array<ArrayBuffer> {
  const alphabet = [0, 1, 2, 3, 0x0a, 0x0a, 0x0d, 0x0d, 0x3b, 0x61, 0x7f, 0x80, 0xff];
  return Uint8Array.from({ length }, () => random.pick(alphabet));
}

/** A body of `length` bytes; a long one is one byte over and over, which is quicker. */
function randomBody(random: Random, length: number): Uint8Array<ArrayBuffer> {
  if (length > 300) return new Uint8Array(length).fill(random.pick([0x20, 0x61, 0x0d]));
  return random.oneIn(2) ? random.bytes(length) : tellingBytes(random, length);
}

/** A good frame of this framing, or one that its field cannot count: then the count is cut off. */
function lengthFieldFrame(random: Random, framing: LengthFieldFraming): Uint8Array {
  const { offset, size, endian, adjustment, strip, trailer, maxFrameBytes } = framing;
  const least = Math.max(trailer.length, strip + trailer.length - offset - size);
  // Around the limit, but rarely over it: what follows a failure is not looked at.
  const most = random.oneIn(20) ? maxFrameBytes + 1 : maxFrameBytes;
  const bytes = Math.min(most, least + randomSize(random));
  const body = randomBody(random, Math.max(0, bytes - trailer.length));
  return join([random.bytes(offset), field(bytes - adjustment, size, endian), body, trailer]);
}

function delimitedFrame(random: Random, framing: DelimiterFraming): Uint8Array {
  const bytes = Math.min(randomSize(random), framing.maxFrameBytes + (random.oneIn(20) ? 2 : 0));
  const body = randomBody(random, bytes).map((byte) =>
    byte === framing.delimiters[0]?.[0] ? 0x61 : byte,
  );
  return join([
    body,
    Uint8Array.of(...(random.oneIn(4) ? [0x0d] : []), framing.delimiters[0]?.[0] ?? 0),
  ]);
}

function randomFrame(random: Random, framing: Framing): Uint8Array {
  if (framing.kind === "length-field") return lengthFieldFrame(random, framing);
  if (framing.kind === "delimiter") return delimitedFrame(random, framing);
  return randomBody(random, randomSize(random));
}

/** Frames in a row, good ones if nobody spoils them. */
export function randomFrames(random: Random, framing: Framing): Uint8Array<ArrayBuffer> {
  const count = random.integer(0, 6);
  return join(Array.from({ length: count }, () => randomFrame(random, framing)));
}

function spoil(random: Random, stream: Uint8Array): Uint8Array {
  if (stream.length > 0 && random.oneIn(3)) {
    for (let flips = random.integer(1, 3); flips > 0; --flips) {
      stream[random.integer(0, stream.length - 1)] = random.pick([0, 0x0a, 0x0d, 0x80, 0xff]);
    }
  }
  if (random.oneIn(3)) return stream.subarray(0, random.integer(0, stream.length));
  return random.oneIn(8) ? join([stream, tellingBytes(random, 8), stream]) : stream;
}

/** A stream for this framing: whole, spoiled, cut short, or nothing but chance. */
export function randomStream(random: Random, framing: Framing): Uint8Array {
  if (random.oneIn(8)) return tellingBytes(random, random.integer(0, 40));
  return spoil(random, randomFrames(random, framing));
}
