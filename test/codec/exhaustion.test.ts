import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type FrameBatch,
  FrameDecoder,
  ResourceError,
  lengthField,
  lengthPrefixed,
  lines,
} from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { CODEC_SLOTS } from "../../src/limits.js";
import { expectPoolHome } from "../support/pool-home.js";
import { renewCore } from "../support/renewable-core.js";
import { field, shown, wire } from "../support/wire.js";

vi.mock("../../src/codec/shared-core.js", () => import("../support/renewable-core.js"));

afterEach(expectPoolHome);

const PIECE_BLOCK = 1280 * 1024;

/** Runs `action` while others hold every block of the pool, but one of `spareBytes`. */
function withoutPool(action: () => void, spareBytes = 0): void {
  const { raw } = sharedCore();
  const spare = raw.take(spareBytes);
  const blocks: number[] = [];
  for (let bytes = 20 * 1024 * 1024; bytes >= 1280; bytes /= 4) {
    for (let block = raw.take(bytes); block !== 0; block = raw.take(bytes)) blocks.push(block);
  }
  if (spareBytes > 0) raw.give(spare);
  else blocks.push(spare);
  try {
    action();
  } finally {
    for (const block of blocks) raw.give(block);
  }
}

function expectExhausted(action: () => unknown): void {
  expect(action).toThrow(ResourceError);
  expect(action).toThrow(expect.objectContaining({ code: "pool-exhausted" }));
}

describe("an empty pool", () => {
  test("makes push() throw: nothing of the chunk was taken, and it can be pushed again", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    for (const frame of decoder.push(wire(1, "a", 2, "b"))) expect(frame.text()).toBe("a");
    withoutPool(() => {
      expectExhausted(() => decoder.push(wire("c", 1, "d")));
      expectExhausted(() => decoder.push(wire("c", 1, "d")));
    });
    const batch = decoder.push(wire("c", 1, "d"));
    expect(batch.copies().map(shown)).toEqual(["62 63", "64"]);
    expect(decoder.end().error).toBeUndefined();
  });

  test("in the middle of a chunk makes more() throw; asked again, it goes on", () => {
    const payload = new Uint8Array(3 * 1024 * 1024).fill(7);
    using decoder = new FrameDecoder(lengthPrefixed(4));
    let batch: FrameBatch | undefined;
    withoutPool(() => {
      batch = decoder.push(wire(field(payload.length, 4), payload, 0, 0, 0, 1, "!"));
      expect(batch.length).toBe(0);
      expectExhausted(() => batch?.more());
      expectExhausted(() => Array.from(batch ?? []));
    }, PIECE_BLOCK);
    const sizes = Array.from(batch ?? [], (frame) => [frame.length, frame.getUint8(0)]);
    expect(sizes).toEqual([
      [payload.length, 7],
      [1, 0x21],
    ]);
  });

  test("does not harm frames that are being walked", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(wire("one\ntwo\nthr"));
    withoutPool(() => {
      expect(batch.at(1).text()).toBe("two");
      expectExhausted(() => decoder.push(wire("ee\n")));
    });
    // The partial line had no block to go to: it stayed where it was.
    expect(decoder.push(wire("ee\n")).copies().map(shown)).toEqual([shown(wire("three"))]);
  });

  test("refuses a frame that the pool could never hold", () => {
    using decoder = new FrameDecoder(lengthPrefixed(4, { maxFrameBytes: 2 ** 30 }));
    const chunk = new Uint8Array(1024 * 1024);
    decoder.push(wire(0x3f, 0, 0, 0)).copies();
    expectExhausted(() => {
      for (let i = 0; i < 64; ++i) decoder.push(chunk).copies();
    });
  });
});

test("more decoders than the core has slots: slots-exhausted, until one is disposed of", () => {
  const decoders = Array.from({ length: CODEC_SLOTS }, () => new FrameDecoder(lines()));
  const make = (): FrameDecoder => new FrameDecoder(lines());
  expect(make).toThrow(ResourceError);
  expect(make).toThrow(expect.objectContaining({ code: "slots-exhausted" }));
  decoders.pop()?.dispose();
  using last = make();
  expect(last.push(wire("ok\n")).at(0).text()).toBe("ok");
  for (const decoder of decoders) decoder.dispose();
});

test("more framings than a core holds: framings-exhausted; those it knows still work", () => {
  renewCore();
  const sized = (i: number) => lengthField({ maxFrameBytes: i });
  for (let i = 0; i < 512; ++i) new FrameDecoder(sized(i)).dispose();
  const make = (): unknown => new FrameDecoder(sized(512));
  expect(make).toThrow(ResourceError);
  expect(make).toThrow(expect.objectContaining({ code: "framings-exhausted" }));
  const decoder = new FrameDecoder(sized(5));
  expect(
    decoder
      .push(wire(0, 0, 0, 1, "a"))
      .at(0)
      .text(),
  ).toBe("a");
  decoder.dispose();
});
