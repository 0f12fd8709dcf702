import { describe, expect, test } from "vitest";
import { raw } from "../../src/codec.js";
import { framingNumber } from "../../src/codec/define.js";
import type { Core } from "../../src/core/core.js";
import { InternalError } from "../../src/errors.js";
import { freshCore } from "../support/fresh-core.js";

/** Assertions ship in release: a fault of ours is an error, never a write to the wrong place. */
function expectAssertion(action: () => unknown, message: string): void {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InternalError);
  expect(thrown).toMatchObject({ code: "internal", name: "InternalError" });
  expect(String(thrown)).toMatch(
    new RegExp(`^InternalError: ${message} \\(assembly/.*\\.ts:\\d+\\)$`),
  );
}

describe("the pool asserts", () => {
  test("that a block that comes home is out", () => {
    const { raw } = freshCore();
    const block = raw.take(100);
    raw.give(block);
    expectAssertion(() => raw.give(block), "the buffer is not out");
    expectAssertion(() => raw.blockBytes(block), "the buffer is not out");
  });

  test("that a block that comes home is one of its own", () => {
    const core = freshCore();
    const arena = core.raw.take(320 * 1024);
    core.raw.give(arena);
    for (const foreign of [0, 8, arena - 1, arena + 640 * 1024, 2 ** 31]) {
      expectAssertion(() => core.raw.give(foreign), "the buffer is not of this pool");
    }
  });

  test("that what comes home is the start of a block", () => {
    const { raw } = freshCore();
    const block = raw.take(5_000);
    expectAssertion(() => raw.give(block + 1280), "the buffer is not out");
    expect(() => raw.give(block + 8)).toThrow(InternalError);
  });

  test("that the reserve is given once for each time it was taken", () => {
    const core = freshCore({ zoneBytes: 4_096 });
    // The reserve is the first block of the arena; what is taken next lies right behind it.
    const neighbour = core.raw.take(20_480);
    const reserve = neighbour - 20_480;
    expectAssertion(() => core.raw.give(reserve), "the reserve is not out");
  });
});

describe("the slots assert", () => {
  test("that a slot exists", () => {
    const { raw } = freshCore({ slotCount: 4 });
    for (const slot of [-1, 4, 2 ** 31 - 1]) {
      expectAssertion(() => raw.slotGive(slot), "no such slot");
      expectAssertion(() => raw.scan(slot, 0, 0), "no such slot");
    }
  });

  test("that a slot that is given is out", () => {
    const { raw } = freshCore();
    const slot = raw.slotTake(0);
    raw.slotGive(slot);
    expectAssertion(() => raw.slotGive(slot), "the slot is not out");
  });

  test("that a slot in use keeps its generation", () => {
    const { raw } = freshCore();
    const slot = raw.slotTake(0);
    expectAssertion(() => raw.slotAge(slot, 5), "the slot is out");
  });
});

describe("a piece asserts", () => {
  /** A core with a zone and a slot under the raw framing. */
  function zoned(): { core: Core; slot: number; zone: number } {
    const core = freshCore({ zoneBytes: 4_096 });
    const framing = framingNumber(core, raw());
    return { core, slot: core.raw.slotTake(framing), zone: core.zoneAddress };
  }

  test("that the one before it is closed", () => {
    const { core, slot, zone } = zoned();
    core.raw.receive(slot, zone, 10);
    expectAssertion(() => core.raw.receive(slot, zone, 10), "the piece before is still open");
  });

  test("that there is one to close", () => {
    const { core, slot } = zoned();
    expectAssertion(() => core.raw.settle(slot), "begin <= parsed <= end");
  });

  test("that a position to go back to lies inside", () => {
    const { core, slot, zone } = zoned();
    core.raw.receive(slot, zone, 10);
    for (const at of [zone - 1, zone + 11]) {
      expectAssertion(() => core.raw.rewind(slot, at, 0), "the position is inside the piece");
    }
  });

  test("that something is held to go on with", () => {
    const { core, slot } = zoned();
    expectAssertion(() => core.raw.resume(slot), "nothing is held");
  });

  test("that a framing exists", () => {
    const { core } = zoned();
    expectAssertion(() => core.raw.bytesBefore(512), "no such framing");
    expectAssertion(() => core.raw.bytesAfter(-1), "no such framing");
  });
});

describe("a framing asserts", () => {
  test.each([
    [289, 0],
    [3, 1_057],
  ])("that %i cells and %i bytes fit its record", (cells, bytes) => {
    const core = freshCore();
    const declare = () => [new Int32Array(cells), new Uint8Array(bytes)] as const;
    expectAssertion(() => core.framing("large", declare), "a framing fits its record");
  });
});

describe("a core that has failed", () => {
  function faultIn(core: Core): unknown {
    try {
      core.raw.give(0);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  test("knows its own fault, and no other", () => {
    const [core, other] = [freshCore(), freshCore()] as const;
    const fault = faultIn(core);
    expect(fault).toBeInstanceOf(InternalError);
    expect(core.faultOf(fault)).toBe(fault);
    expect(other.faultOf(fault)).toBeUndefined();
    expect(core.faultOf(new InternalError("of somebody else"))).toBeUndefined();
    expect(core.faultOf(undefined)).toBeUndefined();
  });

  test("by a trap says so with an InternalError, the trap its cause", () => {
    const core = freshCore();
    const trap = new WebAssembly.RuntimeError("unreachable");
    const fault = core.fail(trap);
    expect(fault).toMatchObject({ code: "internal", cause: trap });
    expect(core.faultOf(fault)).toBe(fault);
    expect(core.fail(new Error("later"))).toBe(fault);
  });
});
