import { afterEach, describe, expect, test } from "vitest";
import { FrameDecoder, delimited, lengthPrefixed, raw } from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { expectPoolHome } from "../support/pool-home.js";
import { Random } from "../support/random.js";
import { field, isSame, join, wire } from "../support/wire.js";

afterEach(expectPoolHome);

const MIB = 1024 * 1024;
const SMALLEST_BLOCK = 1280;
const bytesOut = (): number => sharedCore().pool().bytesOut;

/** Pushes a chunk and walks it to its end, so that only what is held stays out. */
function feed(decoder: FrameDecoder, chunk: Uint8Array): number {
  let frames = 0;
  for (const frame of decoder.push(chunk)) frames += frame.length > 0 ? 1 : 0;
  return frames;
}

/** The most that was out for each byte that had arrived, beyond one block of the smallest size. */
function worstRatio(decoder: FrameDecoder, step: number, bytes: number): number {
  const chunk = new Uint8Array(step).fill(1);
  let worst = 0;
  for (let arrived = step; arrived < bytes; arrived += step) {
    feed(decoder, chunk);
    worst = Math.max(worst, (bytesOut() - SMALLEST_BLOCK) / arrived);
  }
  return worst;
}

describe("memory grows as bytes arrive, never as a header promises", () => {
  test("a header that declares 8 MiB takes the smallest block", () => {
    using decoder = new FrameDecoder(lengthPrefixed(4));
    feed(decoder, field(8 * MIB, 4));
    expect(bytesOut()).toBe(SMALLEST_BLOCK);
  });

  test.each([1, 100, 1_000, 1_111, 4_096, 10_000, 65_536])(
    "while 8 MiB come in chunks of %d bytes, at most four times what has arrived is out",
    (step) => {
      using decoder = new FrameDecoder(lengthPrefixed(4));
      feed(decoder, field(8 * MIB, 4));
      const bytes = Math.min(8 * MIB, 50_000 * step);
      expect(worstRatio(decoder, step, bytes)).toBeLessThanOrEqual(4);
    },
  );

  test.each([1, 700, 5_000, 70_000])(
    "while a frame of unknown size comes in chunks of %d bytes, so it is too",
    (step) => {
      using decoder = new FrameDecoder(delimited(0, { maxFrameBytes: 8 * MIB }));
      const bytes = Math.min(8 * MIB, 50_000 * step);
      expect(worstRatio(decoder, step, bytes)).toBeLessThanOrEqual(4);
    },
  );

  test("a frame that is too large takes nothing", () => {
    using decoder = new FrameDecoder(lengthPrefixed(4));
    const batch = decoder.push(wire(0xff, 0xff, 0xff, 0xff, new Uint8Array(10_000)));
    expect(batch.error?.code).toBe("oversize");
    expect(() => Array.from(batch)).toThrow(batch.error);
    expect(() => feed(decoder, new Uint8Array(10_000))).toThrow(batch.error);
    expect(bytesOut()).toBe(0);
  });
});

describe("a large frame", () => {
  const payload = new Random(3).bytes(MIB);

  test.each([1_000, 4_096, 65_536, 1_000_000, 3 * MIB])(
    "of 8 MiB arrives whole in chunks of %d bytes, and what follows it too",
    (step) => {
      const frame = join([field(8 * MIB, 4), ...Array.from({ length: 8 }, () => payload)]);
      const stream = join([wire(0, 0, 0, 1, "<"), frame, wire(0, 0, 0, 1, ">")]);
      using decoder = new FrameDecoder(lengthPrefixed(4));
      const sizes: number[] = [];
      for (let at = 0; at < stream.length; at += step) {
        for (const part of decoder.push(stream.subarray(at, at + step))) {
          sizes.push(part.length);
          const isLarge = part.length === 8 * MIB;
          expect(isSame(part.bytes(), frame.subarray(4))).toBe(isLarge);
        }
      }
      expect(sizes).toEqual([1, 8 * MIB, 1]);
      expect(decoder.end().error).toBeUndefined();
    },
  );

  test("of 60 KiB arrives byte by byte", () => {
    const stream = join([field(60 * 1024, 2), payload.subarray(0, 60 * 1024)]);
    using decoder = new FrameDecoder(lengthPrefixed(2));
    const copies = [];
    for (let i = 0; i < stream.length; ++i) {
      copies.push(...decoder.push(stream.subarray(i, i + 1)).copies());
    }
    expect(copies).toHaveLength(1);
    expect(isSame(copies[0] ?? wire(), stream.subarray(2))).toBe(true);
  });

  test("without a length arrives byte by byte as well", () => {
    const body = payload.subarray(0, 30_000).map((byte) => byte | 1);
    using decoder = new FrameDecoder(delimited(0));
    const copies = [];
    for (const byte of [...body, 0, 1, 0]) copies.push(...decoder.push(wire(byte)).copies());
    expect(copies.map((copy) => copy.length)).toEqual([30_000, 1]);
    expect(copies[0]).toEqual(body);
  });

  test("without a framing is the pieces of its chunk", () => {
    using decoder = new FrameDecoder(raw());
    const stream = join([payload, payload, payload, wire("!")]);
    expect(isSame(join(decoder.push(stream).copies()), stream)).toBe(true);
  });
});
