import { describe, expect, test } from "vitest";
import { type Framing, lengthField, lengthPrefixed, lines } from "../../src/codec.js";
import { framingNumber } from "../../src/codec/define.js";
import type { Core } from "../../src/core/core.js";
import { OK, OVERSIZE } from "../../src/core/status.js";
import { freshCore } from "../support/fresh-core.js";
import { hex, wire } from "../support/wire.js";

/** A core with a zone, and a slot of this framing whose piece is `bytes`. */
function landed(framing: Framing, bytes: Uint8Array): { core: Core; slot: number } {
  const core = freshCore({ zoneBytes: 4_096 });
  const slot = core.raw.slotTake(framingNumber(core, framing));
  core.memory.set(bytes, core.zoneAddress);
  core.raw.receive(slot, core.zoneAddress, bytes.length);
  return { core, slot };
}

/** The table's rows: start and end in the zone, size. */
function rows(core: Core, frames: number, places: number): number[][] {
  const cell = (column: number, row: number): number =>
    core.cells[core.tableAddress / 4 + column * places + row] ?? 0;
  return Array.from({ length: frames }, (_, row) => [
    cell(0, row) - core.zoneAddress,
    cell(1, row),
    cell(2, row) - core.zoneAddress,
  ]);
}

describe("the frame table", () => {
  test("has three columns: where a payload starts, its length, where the wire bytes end", () => {
    const trailer = hex("ce");
    const { core, slot } = landed(lengthField({ size: 1, trailer }), wire(3, "ab", 0xce, 1, 0xce));
    expect(core.raw.scan(slot, core.tableAddress, 8)).toBe(2);
    expect(rows(core, 2, 8)).toEqual([
      [1, 2, 4],
      [5, 0, 6],
    ]);
    expect([core.result.code, core.result.more]).toEqual([OK, false]);
  });

  test.each<[string, Framing, Uint8Array]>([
    ["a length prefix", lengthPrefixed(1), wire(1, "a", 1, "b", 1, "c")],
    ["lines", lines(), wire("a\nb\nc\n")],
  ])("that is too small for %s is filled again by the next scan", (_, framing, bytes) => {
    const { core, slot } = landed(framing, bytes);
    const scans = Array.from({ length: 4 }, () => {
      const frames = core.raw.scan(slot, core.tableAddress, 1);
      return [frames, core.result.more];
    });
    expect(scans).toEqual([
      [1, true],
      [1, true],
      [1, false],
      [0, false],
    ]);
  });

  test("that was full says nothing of the frame behind it", () => {
    const { core, slot } = landed(lengthPrefixed(1), wire(1, "a", 5, "b"));
    expect(core.raw.scan(slot, core.tableAddress, 1)).toBe(1);
    expect(core.raw.settle(slot)).toBe(OK);
    expect([core.raw.held(slot), core.raw.unfinished(slot)]).toEqual([2, 2]);
    expect([core.result.offset, core.result.declared]).toEqual([2, undefined]);
  });
});

describe("what a scan leaves over", () => {
  test("is held with what is known of its size", () => {
    const { core, slot } = landed(lengthPrefixed(1), wire(1, "a", 5, "b"));
    core.raw.scan(slot, core.tableAddress, 8);
    core.raw.settle(slot);
    expect([core.raw.held(slot), core.raw.unfinished(slot)]).toEqual([2, 2]);
    expect([core.result.offset, core.result.declared]).toEqual([2, 6]);
    expect(core.pool().bytesOut).toBe(1_280);
  });

  test("is nothing after a failure, and the next scan answers the same code", () => {
    const framing = lengthPrefixed(1, { maxFrameBytes: 4 });
    const { core, slot } = landed(framing, wire(1, "a", 5, "b"));
    for (const frames of [1, 0, 0]) {
      expect(core.raw.scan(slot, core.tableAddress, 8)).toBe(frames);
      expect(core.result.code).toBe(OVERSIZE);
    }
    core.raw.settle(slot);
    expect(core.raw.held(slot)).toBe(0);
    expect(core.pool().bytesOut).toBe(0);
  });

  test("is passed over by drop", () => {
    const { core, slot } = landed(lines(), wire("a\nb\n"));
    core.raw.scan(slot, core.tableAddress, 1);
    core.raw.drop(slot);
    expect(core.raw.scan(slot, core.tableAddress, 1)).toBe(0);
    core.raw.settle(slot);
    expect(core.raw.held(slot)).toBe(0);
  });

  test("is given up by forget, which no piece may be open for", () => {
    const { core, slot } = landed(lengthPrefixed(1), wire(5, "ab"));
    core.raw.scan(slot, core.tableAddress, 8);
    expect(() => core.raw.forget(slot)).toThrow("no piece is open");
    core.raw.settle(slot);
    expect(core.pool().bytesOut).toBe(1_280);
    core.raw.forget(slot);
    core.raw.forget(slot);
    expect(core.raw.held(slot)).toBe(0);
    expect(core.pool().bytesOut).toBe(0);
  });

  test("lies in the headroom, right in front of the next bytes of the zone", () => {
    const { core, slot } = landed(lengthPrefixed(1), wire(5, "ab"));
    core.raw.scan(slot, core.tableAddress, 8);
    core.raw.settle(slot);
    core.memory.set(wire("cde"), core.zoneAddress);
    core.raw.receive(slot, core.zoneAddress, 3);
    expect(core.raw.scan(slot, core.tableAddress, 8)).toBe(1);
    expect(rows(core, 1, 8)).toEqual([[-2, 5, 3]]);
    const at = core.zoneAddress;
    expect(core.memory.slice(at - 2, at + 3)).toEqual(wire("abcde"));
    core.raw.settle(slot);
    expect(core.pool().bytesOut).toBe(0);
  });
});

describe("framings that are declared", () => {
  test("are one if they are the same, whoever made them", () => {
    const core = freshCore();
    const [first, second] = [lengthPrefixed(2), lengthField({ size: 2 })];
    expect(framingNumber(core, first)).toBe(framingNumber(core, second));
  });

  test("are two if anything differs, even where the digits in a row are the same", () => {
    const core = freshCore();
    const alike: Framing[] = [
      lengthField({ offset: 11, size: 1, adjustment: 1, strip: 12 }),
      lengthField({ offset: 11, size: 1, adjustment: 11, strip: 2 }),
      lengthField({ offset: 1, size: 1, trailer: wire(1, 2) }),
      lengthField({ offset: 1, size: 1, trailer: wire(1), prefix: wire(2) }),
      lengthField({ offset: 1, size: 1, trailer: wire(12) }),
      lines(),
      lines({ keepEnding: true }),
    ];
    const numbers = alike.map((framing) => framingNumber(core, framing));
    expect(new Set(numbers).size).toBe(alike.length);
  });
});
