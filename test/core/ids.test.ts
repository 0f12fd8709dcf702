import { describe, expect, test } from "vitest";
import { lengthPrefixed } from "../../src/codec.js";
import { framingNumber } from "../../src/codec/define.js";
import type { Core } from "../../src/core/core.js";
import { loopOf } from "../../src/core/ids.js";
import { freshCore } from "../support/fresh-core.js";
import { runSeed, underSeed } from "../support/random.js";

const SLOTS = 2 ** 20;
const GENERATIONS = 2 ** 28;
const OPENINGS = 1_000_000;

function open(core: Core): number {
  const slot = core.raw.slotTake(0);
  return slot < 0 ? -1 : core.ids.of(slot);
}

function close(core: Core, id: number): void {
  core.raw.slotGive(core.ids.find(id));
}

describe("ids", () => {
  test(`of ${OPENINGS} connections: none twice, each found while open and never after`, () => {
    underSeed(runSeed(), (random) => {
      const core = freshCore({ slotCount: 64, loop: 3 });
      const isOpen: number[] = [];
      // The last id of each slot: as later ones of it are larger, none comes twice.
      const last = new Map<number, number>();
      const closed: number[] = [];
      let wrong = 0;
      for (let i = 0; i < OPENINGS; ++i) {
        while (isOpen.length === 64 || (isOpen.length > 0 && random.oneIn(3))) {
          const [id = 0] = isOpen.splice(random.integer(0, isOpen.length - 1), 1);
          close(core, id);
          closed[i & 1023] = id;
          if (core.ids.find(id) !== -1) ++wrong;
        }
        const id = open(core);
        const slot = id % SLOTS;
        if (!Number.isSafeInteger(id) || loopOf(id) !== 3 || core.ids.find(id) !== slot) ++wrong;
        if (id <= (last.get(slot) ?? 0)) ++wrong;
        const stale = closed[random.integer(0, 1023)];
        if (stale !== undefined && core.ids.find(stale) !== -1) ++wrong;
        last.set(slot, id);
        isOpen.push(id);
      }
      expect(wrong).toBe(0);
      expect(core.raw.slotsTaken()).toBe(isOpen.length);
      for (const id of isOpen) close(core, id);
      expect(core.raw.slotsTaken()).toBe(0);
    });
  });

  test("that never were one are not found", () => {
    const core = freshCore({ loop: 1 });
    const id = open(core);
    const others = [id + 1, id - 1, id + SLOTS, id - SLOTS, 0, -1, -id, 0.5, id + 0.5];
    const foreign = [id - 2 ** 48, id + 2 ** 48, NaN, Infinity, 2 ** 53, Number.MAX_SAFE_INTEGER];
    for (const other of [...others, ...foreign]) expect(core.ids.find(other), `${other}`).toBe(-1);
    expect(core.ids.find(id)).toBe(0);
  });

  test("tell loops apart, and the last id of the last loop is a safe integer", () => {
    const cores = [0, 1, 31].map((loop) => freshCore({ loop }));
    const ids = cores.map(open);
    expect(ids.map(loopOf)).toEqual([0, 1, 31]);
    expect(new Set(ids).size).toBe(3);
    for (const [i, core] of cores.entries()) {
      expect(ids.map((id) => core.ids.find(id) >= 0)).toEqual([0, 1, 2].map((k) => k === i));
    }
    expect(loopOf(Number.MAX_SAFE_INTEGER)).toBe(31);
  });
});

describe("slots", () => {
  test("are as many as asked for; then the answer is -1, until one is given", () => {
    const core = freshCore({ slotCount: 3 });
    const ids = [open(core), open(core), open(core)];
    expect(ids.map((id) => id % SLOTS)).toEqual([0, 1, 2]);
    expect(open(core)).toBe(-1);
    close(core, ids[1] ?? 0);
    expect(open(core) % SLOTS).toBe(1);
    expect(core.raw.slotsTaken()).toBe(3);
  });

  test("whose generations are used up are retired", () => {
    const core = freshCore({ slotCount: 2 });
    core.raw.slotAge(0, GENERATIONS - 3);
    const seen: number[] = [];
    for (let i = 0; i < 2; ++i) {
      const id = open(core);
      seen.push(id);
      close(core, id);
    }
    expect(seen.map((id) => [id % SLOTS, Math.floor(id / SLOTS)])).toEqual([
      [0, GENERATIONS - 2],
      [0, GENERATIONS - 1],
    ]);
    const next = open(core);
    expect(next % SLOTS).toBe(1);
    expect(open(core)).toBe(-1);
    for (const id of seen) expect(core.ids.find(id)).toBe(-1);
    close(core, next);
    expect(open(core) % SLOTS).toBe(1);
  });

  test("start afresh: nothing of the connection before is left in them", () => {
    const core = freshCore({ slotCount: 1, zoneBytes: 4_096 });
    const framing = framingNumber(core, lengthPrefixed(1, { maxFrameBytes: 100 }));
    const before = core.raw.slotTake(framing);
    core.memory.set([50, 1, 2], core.zoneAddress);
    core.raw.receive(before, core.zoneAddress, 3);
    core.raw.scan(before, core.tableAddress, 16);
    core.raw.settle(before);
    expect(core.raw.held(before)).toBe(3);
    core.raw.slotGive(before);
    expect(core.pool().bytesOut).toBe(0);
    const after = core.raw.slotTake(framing);
    expect(after).toBe(before);
    expect(core.raw.held(after)).toBe(0);
    expect(core.raw.unfinished(after)).toBe(0);
    expect([core.result.offset, core.result.declared]).toEqual([0, undefined]);
  });
});
