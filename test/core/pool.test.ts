import { describe, expect, test } from "vitest";
import type { Core } from "../../src/core/core.js";
import { freshCore } from "../support/fresh-core.js";

const CLASSES = [1_280, 5_120, 20_480, 81_920, 327_680, 1_310_720, 5_242_880, 20_971_520];
const MIB = 1024 * 1024;

function takeAll(core: Core, bytes: number): number[] {
  const blocks: number[] = [];
  for (let block = core.raw.take(bytes); block !== 0; block = core.raw.take(bytes)) {
    blocks.push(block);
  }
  return blocks;
}

describe("a block", () => {
  test("is of the smallest class that holds what is asked for", () => {
    const core = freshCore({ arenaBytes: 40 * MIB });
    const sizes = [
      [0, 1_280],
      [1, 1_280],
      [1_280, 1_280],
      [1_281, 5_120],
      [5_120, 5_120],
      [5_121, 20_480],
      [20_481, 81_920],
      [81_921, 327_680],
      [327_681, 1_310_720],
      [1_310_721, 5_242_880],
      [5_242_881, 20_971_520],
      [20_971_520, 20_971_520],
    ] as const;
    for (const [asked, got] of sizes) {
      const block = core.raw.take(asked);
      expect(core.raw.blockBytes(block), `${asked} bytes`).toBe(got);
      core.raw.give(block);
    }
    expect(core.pool().classes.map(({ blockBytes }) => blockBytes)).toEqual(CLASSES);
  });

  test("that no class can hold is refused", () => {
    const core = freshCore({ arenaBytes: 40 * MIB });
    for (const bytes of [20_971_521, 41 * MIB, 2 ** 31 - 1]) expect(core.raw.take(bytes)).toBe(0);
    expect(core.pool().refusals).toBe(3);
    const small = freshCore();
    expect(small.raw.take(327_681)).toBe(0);
    expect(small.raw.take(327_680)).not.toBe(0);
  });

  test("may be written to from its first byte to its last", () => {
    const core = freshCore();
    const first = core.raw.take(5_000);
    const second = core.raw.take(5_000);
    core.memory.fill(1, first, first + 5_120);
    core.memory.fill(2, second, second + 5_120);
    expect(core.memory.subarray(first, first + 5_120).every((byte) => byte === 1)).toBe(true);
    core.raw.give(first);
    core.raw.give(second);
    expect(core.pool().bytesOut).toBe(0);
  });
});

describe("splitting and merging", () => {
  test("a large block is split only as far as is needed", () => {
    const core = freshCore();
    const small = core.raw.take(1);
    // One of two blocks of 320 KiB is split; what is left of it are three of each class below.
    expect(takeAll(core, 327_680)).toHaveLength(1);
    expect(takeAll(core, 81_920)).toHaveLength(3);
    expect(takeAll(core, 20_480)).toHaveLength(3);
    expect(takeAll(core, 5_120)).toHaveLength(3);
    expect(takeAll(core, 1_280)).toHaveLength(3);
    expect(core.raw.take(1)).toBe(0);
    expect(core.raw.blockBytes(small)).toBe(1_280);
  });

  test("four siblings are one block again when the last comes home, in any order", () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const core = freshCore();
      const [keep = 0] = takeAll(core, 327_680);
      core.raw.give(keep);
      const quarters = Array.from({ length: 4 }, () => core.raw.take(81_920));
      order.slice(0, 3).forEach((i) => core.raw.give(quarters[i] ?? 0));
      expect(core.raw.take(327_680)).toBe(0);
      core.raw.give(quarters[order[3] ?? 0] ?? 0);
      expect(core.raw.take(327_680)).not.toBe(0);
    }
  });

  test("512 of the smallest come home to two of the largest", () => {
    const core = freshCore();
    const blocks = takeAll(core, 1);
    expect(blocks).toHaveLength(512);
    expect(new Set(blocks).size).toBe(512);
    for (const block of blocks.filter((_, i) => i % 2 === 0)) core.raw.give(block);
    expect(core.raw.take(5_120)).toBe(0);
    for (const block of blocks.filter((_, i) => i % 2 === 1)) core.raw.give(block);
    expect(core.pool().bytesOut).toBe(0);
    expect(takeAll(core, 327_680)).toHaveLength(2);
  });
});

describe("the figures", () => {
  test("count what is out, the most that ever was, and what was refused", () => {
    const core = freshCore();
    expect(core.pool()).toMatchObject({
      arenaBytes: 655_360,
      bytesOut: 0,
      bytesHighWater: 0,
      refusals: 0,
      reserveIsHome: true,
    });
    const blocks = [core.raw.take(1), core.raw.take(2_000), core.raw.take(2_000)];
    expect(core.pool()).toMatchObject({ bytesOut: 11_520, bytesHighWater: 11_520 });
    expect(
      core
        .pool()
        .classes.slice(0, 3)
        .map(({ out }) => out),
    ).toEqual([1, 2, 0]);
    for (const block of blocks) core.raw.give(block);
    expect(core.pool()).toMatchObject({ bytesOut: 0, bytesHighWater: 11_520, refusals: 0 });
    expect(core.raw.take(MIB)).toBe(0);
    expect(core.pool()).toMatchObject({ bytesOut: 0, refusals: 1 });
  });

  test("the arena is whole blocks of the largest class that fits twice", () => {
    const arenaOf = (arenaBytes: number) => freshCore({ arenaBytes }).pool().arenaBytes;
    expect(arenaOf(640 * 1024)).toBe(655_360);
    expect(arenaOf(MIB)).toBe(3 * 327_680);
    expect(arenaOf(40 * MIB)).toBe(2 * 20_971_520);
    expect(arenaOf(60 * MIB)).toBe(3 * 20_971_520);
  });

  test("an empty pool answers 0, over and over, and never grows", () => {
    const core = freshCore();
    const { byteLength } = core.memory.buffer;
    const blocks = takeAll(core, 20_000);
    for (let i = 0; i < 1_000; ++i) expect(core.raw.take(20_000)).toBe(0);
    expect(core.memory.buffer.byteLength).toBe(byteLength);
    expect(core.pool().bytesOut).toBe(blocks.length * 20_480);
    core.raw.give(blocks[0] ?? 0);
    expect(core.raw.take(20_000)).toBe(blocks[0]);
  });
});
