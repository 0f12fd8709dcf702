import { afterEach, describe, expect, test } from "vitest";
import {
  FrameDecoder,
  type Framing,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthPrefixed,
  lines,
  raw,
  varint,
} from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { expectPoolHome } from "../support/pool-home.js";
import { field, join, wire } from "../support/wire.js";

afterEach(expectPoolHome);

const MIB = 1024 * 1024;
/** What a piece of 1 MiB, its frame table and a large partial frame may take of the pool. */
const POOL_BYTES = 10 * MIB;

interface Sum {
  frames: number;
  bytes: number;
  /** The most that was out of the pool while a piece was shown. */
  poolBytes: number;
}

/** Walks a chunk by index, piece by piece. */
function sumOf(decoder: FrameDecoder, chunk: Uint8Array): Sum {
  const sum: Sum = { frames: 0, bytes: 0, poolBytes: 0 };
  const batch = decoder.push(chunk);
  do {
    for (let i = 0; i < batch.length; ++i) sum.bytes += batch.size(i);
    sum.frames += batch.length;
    sum.poolBytes = Math.max(sum.poolBytes, sharedCore().pool().bytesOut);
  } while (batch.more());
  expect(batch.error).toBeUndefined();
  return sum;
}

/** The frame again and again, as long as it fits. */
function filled(frame: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const count = Math.floor(bytes / frame.length);
  const all = new Uint8Array(count * frame.length);
  all.set(frame);
  for (let have = frame.length; have < all.length; have *= 2) all.copyWithin(have, 0, have);
  return all;
}

const body = wire("fifty bytes, which are neither many nor few of them");

const framings: readonly (readonly [string, Framing, Uint8Array])[] = [
  ["lengthPrefixed", lengthPrefixed(4), join([field(body.length, 4), body])],
  ["varint", varint(), join([wire(body.length), body])],
  ["lines", lines(), join([body, wire("\r\n")])],
  ["delimited", delimited(["\r\n", "||"]), join([body, wire("||")])],
  ["fixed", fixed(body.length), body],
  ["decimal", decimal({ separator: ":", trailer: "," }), wire(`${body.length}:`, body, ",")],
  ["headerBlock", headerBlock(), wire(`Content-Length: ${body.length}\r\n\r\n`, body)],
];

describe("a chunk of 50 MB in one push", () => {
  test.each(framings)("decodes in bounded memory: %s", (_, framing, frame) => {
    using decoder = new FrameDecoder(framing);
    const chunk = filled(frame, 50_000_000);
    const { frames, bytes, poolBytes } = sumOf(decoder, chunk);
    expect(frames).toBe(chunk.length / frame.length);
    expect(bytes).toBe(frames * body.length);
    expect(poolBytes).toBeLessThanOrEqual(POOL_BYTES);
  });

  test("without a framing is shown in pieces", () => {
    using decoder = new FrameDecoder(raw());
    const { frames, bytes, poolBytes } = sumOf(decoder, new Uint8Array(50_000_000));
    expect(bytes).toBe(50_000_000);
    expect(frames).toBe(Math.ceil(50_000_000 / MIB));
    expect(poolBytes).toBeLessThanOrEqual(POOL_BYTES);
  });

  test("that is one frame over the limit is passed over in the memory of a piece", () => {
    using decoder = new FrameDecoder(lengthPrefixed(4, { onOversize: "discard" }));
    const chunk = join([field(49_999_990, 4), new Uint8Array(49_999_990), wire(0, 0, 0, 2, "ok")]);
    const batch = decoder.push(chunk);
    expect(batch.copies()).toEqual([wire("ok")]);
    expect(batch.discarded).toBe(1);
    expect(sharedCore().pool().bytesOut).toBeLessThanOrEqual(POOL_BYTES);
  });
});

describe("a megabyte of empty frames", () => {
  test.each([
    ["empty lines", lines(), wire("\n")],
    ["empty lines with CR", lines(), wire("\r\n")],
    ["nothing between delimiters", delimited(["\r\n", "|"]), wire("|")],
    ["varints of 0", varint(), wire(0)],
    ["lengths of 0", lengthPrefixed(1), wire(0)],
    ["empty netstrings", decimal({ separator: ":", trailer: "," }), wire("0:,")],
  ] as const)("decodes in bounded memory: %s", (_, framing, frame) => {
    using decoder = new FrameDecoder(framing);
    const chunk = filled(frame, MIB);
    const { frames, bytes, poolBytes } = sumOf(decoder, chunk);
    expect(frames).toBe(chunk.length / frame.length);
    expect(bytes).toBe(0);
    expect(poolBytes).toBeLessThanOrEqual(POOL_BYTES);
  });
});

describe("four hostile bytes", () => {
  test.each([
    ["lengthPrefixed", lengthPrefixed(4), wire(0, 0x7f, 0xff, 0xff)],
    ["varint", varint(), wire(0xff, 0xff, 0xff, 0x03)],
    ["decimal", decimal({ separator: ":" }), wire("838:")],
    ["headerBlock", headerBlock(), wire("Cont")],
    ["delimited", delimited("||||||||"), wire("||||")],
  ] as const)("reserve no more than the smallest block: %s", (_, framing, bytes) => {
    using decoder = new FrameDecoder(framing);
    expect(decoder.push(bytes).error).toBeUndefined();
    decoder.push(new Uint8Array(0));
    expect(sharedCore().pool().bytesOut).toBeLessThanOrEqual(1_280);
  });
});
