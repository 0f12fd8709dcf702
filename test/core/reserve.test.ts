import { describe, expect, test } from "vitest";
import { lengthPrefixed } from "../../src/codec.js";
import { framingNumber } from "../../src/codec/define.js";
import type { Core } from "../../src/core/core.js";
import { EXHAUSTED, OK } from "../../src/core/status.js";
import { InternalError } from "../../src/errors.js";
import { freshCore } from "../support/fresh-core.js";
import { wire } from "../support/wire.js";

const ZONE = 16 * 1024;

/** A core with a landing zone, and a framing of two bytes of length on it. */
function zonedCore(): { core: Core; framing: number } {
  const core = freshCore({ zoneBytes: ZONE });
  return { core, framing: framingNumber(core, lengthPrefixed(2, { maxFrameBytes: 65_536 })) };
}

function exhaust(core: Core): number[] {
  const blocks: number[] = [];
  for (let bytes = 320 * 1024; bytes >= 1; bytes = Math.floor(bytes / 4)) {
    for (let block = core.raw.take(bytes); block !== 0; block = core.raw.take(bytes)) {
      blocks.push(block);
    }
  }
  return blocks;
}

/** Bytes land in the zone and are scanned; what is no whole frame is left over. */
function land(core: Core, slot: number, bytes: Uint8Array): number {
  core.memory.set(bytes, core.zoneAddress);
  core.raw.receive(slot, core.zoneAddress, bytes.length);
  return core.raw.scan(slot, core.tableAddress, 4096);
}

describe("the reserve", () => {
  test("is not counted as out, and cannot be taken as a block", () => {
    const { core } = zonedCore();
    expect(core.pool()).toMatchObject({ bytesOut: 0, bytesHighWater: 0, reserveIsHome: true });
    const bytes = exhaust(core).reduce((sum, block) => sum + core.raw.blockBytes(block), 0);
    const reserve = core.pool().arenaBytes - bytes;
    expect(reserve).toBeGreaterThanOrEqual(ZONE + 4096);
    expect(core.pool()).toMatchObject({ bytesOut: bytes, reserveIsHome: true });
  });

  test("takes in what lies in the zone when the pool is empty, once", () => {
    const { core, framing } = zonedCore();
    const [first, second] = [core.raw.slotTake(framing), core.raw.slotTake(framing)];
    const partial = wire(0x3f, 0xff, new Uint8Array(10_000).fill(7));
    exhaust(core);
    const { bytesOut } = core.pool();
    expect(land(core, first, partial)).toBe(0);
    expect(core.raw.settle(first)).toBe(EXHAUSTED);
    expect(core.raw.settleInReserve(first)).toBe(OK);
    expect(core.pool()).toMatchObject({ bytesOut, reserveIsHome: false });
    expect(core.raw.held(first)).toBe(10_002);
    land(core, second, partial);
    expect(core.raw.settle(second)).toBe(EXHAUSTED);
    expect(core.raw.settleInReserve(second)).toBe(EXHAUSTED);
  });

  test("comes home when its bytes are rehoused, and they are the same", () => {
    const { core, framing } = zonedCore();
    const slot = core.raw.slotTake(framing);
    const blocks = exhaust(core);
    land(core, slot, wire(0, 1, "a", 0x2f, 0xff, "partial", new Uint8Array(9_000).fill(7)));
    core.raw.settle(slot);
    core.raw.settleInReserve(slot);
    expect(core.raw.rehouse(slot)).toBe(EXHAUSTED);
    for (const block of blocks) core.raw.give(block);
    expect(core.raw.rehouse(slot)).toBe(OK);
    expect(core.pool().reserveIsHome).toBe(true);
    // 0x2fff payload bytes: 9,009 of the frame's are held, the others land behind them.
    const rest = 0x2fff + 2 - 9_009;
    expect(core.raw.held(slot)).toBe(9_009);
    expect(core.raw.landing(slot)).toBeGreaterThanOrEqual(rest);
    const { landing } = core.result;
    core.memory.fill(9, landing, landing + rest);
    expect(core.raw.append(slot, rest)).toBe(0);
    core.raw.receive(slot, landing, rest);
    expect(core.raw.scan(slot, core.tableAddress, 4096)).toBe(1);
    const at = core.cells[core.tableAddress / 4] ?? 0;
    const payload = core.memory.subarray(at, at + 0x2fff);
    expect(payload.subarray(0, 8)).toEqual(wire("partial", 7));
    expect([payload[9_006], payload[9_007], payload.at(-1)]).toEqual([7, 9, 9]);
    expect(core.raw.settle(slot)).toBe(OK);
    expect(core.pool().bytesOut).toBe(0);
  });

  test("comes home with its slot, and only once", () => {
    const { core, framing } = zonedCore();
    const slot = core.raw.slotTake(framing);
    exhaust(core);
    land(core, slot, wire(0x3f, 0xff, "x"));
    core.raw.settle(slot);
    core.raw.settleInReserve(slot);
    expect(core.pool().reserveIsHome).toBe(false);
    core.raw.slotGive(slot);
    expect(core.pool().reserveIsHome).toBe(true);
    expect(() => core.raw.slotGive(slot)).toThrow(InternalError);
  });

  test("is not kept by a core without a zone", () => {
    const core = freshCore();
    const blocks = exhaust(core);
    expect(blocks).toHaveLength(2);
    expect(core.pool()).toMatchObject({ bytesOut: 655_360, reserveIsHome: true });
  });
});

test("an arena that cannot hold the reserve is refused at the start", () => {
  expect(() => freshCore({ zoneBytes: 512 * 1024 })).toThrow(
    expect.objectContaining({ code: "memory-unavailable" }),
  );
});
