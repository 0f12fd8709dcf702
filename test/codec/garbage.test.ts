import { describe, expect, test } from "vitest";
import { FrameDecoder, type Framing, lengthPrefixed, lines } from "../../src/codec.js";
import { allocatedBytes } from "../support/garbage.js";
import { join, wire } from "../support/wire.js";

const FRAMES_PER_CHUNK = 1_000;
const CHUNKS = 10_000;
const FRAMES = FRAMES_PER_CHUNK * CHUNKS;

/** 62 bytes of payload in each frame: a chunk is about one read of a socket. */
const repeated = (frame: Uint8Array): Uint8Array =>
  join(Array.from({ length: FRAMES_PER_CHUNK }, () => frame));
const prefixedChunk = repeated(wire(0, 62, "x".repeat(62)));
const linesChunk = repeated(wire("x".repeat(62), "\r\n"));

type Walk = (decoder: FrameDecoder, chunk: Uint8Array) => number;

/** By index, piece by piece: where the bytes lie, and one of them. */
const byIndex: Walk = (decoder, chunk) => {
  const batch = decoder.push(chunk);
  let sum = 0;
  do {
    for (let i = 0; i < batch.length; ++i) {
      sum += batch.size(i) + (batch.memory[batch.offset(i)] ?? 0);
    }
  } while (batch.more());
  return sum;
};

/** By index, through the one frame object. */
const byFrame: Walk = (decoder, chunk) => {
  const batch = decoder.push(chunk);
  let sum = 0;
  do {
    for (let i = 0; i < batch.length; ++i) {
      const frame = batch.at(i);
      sum += frame.length + frame.getUint32(4);
    }
  } while (batch.more());
  return sum;
};

const byIteration: Walk = (decoder, chunk) => {
  let sum = 0;
  for (const frame of decoder.push(chunk)) sum += frame.length + frame.getUint8(3);
  return sum;
};

/** The canary: one small object for each frame, which the measuring must not overlook. */
const byObjects: Walk = (decoder, chunk) => {
  let last = { sum: 0 };
  for (const frame of decoder.push(chunk)) last = { sum: last.sum + frame.length };
  kept = last;
  return last.sum;
};
/** Keeps the compiler from doing without the objects. */
let kept: object | undefined;

function bytesPerFrame(framing: Framing, chunk: Uint8Array, walk: Walk): number {
  using decoder = new FrameDecoder(framing);
  // What is never used might never be done; a sum beyond 32 bits would be an object of its own.
  let seen = 0;
  const run = (): void => {
    for (let i = 0; i < CHUNKS; ++i) seen |= walk(decoder, chunk);
  };
  // Compiled code is on the heap as well: let all of it be there first.
  run();
  const bytes = allocatedBytes(run);
  expect(seen).not.toBe(0);
  return bytes / FRAMES;
}

describe("10,000,000 frames leave less than 0.1 bytes each on the JS heap", () => {
  test.each([
    ["by index", byIndex],
    ["by frame", byFrame],
  ])("of a length prefix, walked %s", (_, walk) => {
    expect(bytesPerFrame(lengthPrefixed(2), prefixedChunk, walk)).toBeLessThan(0.1);
  });

  test("of lines, walked by index", () => {
    expect(bytesPerFrame(lines(), linesChunk, byIndex)).toBeLessThan(0.1);
  });
});

test("for...of leaves an iterator for each chunk, and nothing for its frames", () => {
  const bytes = bytesPerFrame(lengthPrefixed(2), prefixedChunk, byIteration);
  expect(bytes * FRAMES_PER_CHUNK).toBeLessThan(1_000);
});

test("the measuring notices an object for each frame", () => {
  expect(bytesPerFrame(lengthPrefixed(2), prefixedChunk, byObjects)).toBeGreaterThan(8);
  expect(kept).toBeDefined();
});
