import { describe, expect, it } from "vitest";
import { Ledger } from "./ledger.js";

/** A ledger whose five frames arrived in this order. */
function arrived(...indexes: readonly number[]): Ledger {
  const ledger = new Ledger();
  const frames = Array.from({ length: 5 }, () => ledger.next());
  for (const index of indexes) ledger.take(frames[index] ?? Buffer.alloc(0));
  return ledger;
}

describe("a ledger of numbered frames", () => {
  it.each([
    ["all of them", arrived(0, 1, 2, 3, 4), 5, 0],
    ["none", arrived(), 0, 5],
    ["all but one in the middle", arrived(0, 1, 3, 4), 4, 1],
    ["one of them twice", arrived(0, 1, 1, 2, 3, 4), 5, 1],
    ["two of them exchanged", arrived(0, 2, 1, 3, 4), 4, 2],
    ["one more that nobody sent", arrived(0, 1, 2, 3, 4, 5), 5, 1],
  ])("counts %s", (_, ledger, received, lost) => {
    expect({ received: ledger.received, lost: ledger.lost }).toEqual({ received, lost });
  });

  it("counts a frame of which one byte has changed, anywhere", () => {
    const length = new Ledger().next().length;
    for (let i = 0; i < length; ++i) {
      const ledger = new Ledger();
      const frame = ledger.next();
      frame[i] = (frame[i] ?? 0) ^ 1;
      expect(ledger.take(frame)).toBe(-1);
      expect(ledger.lost).toBe(2);
    }
  });

  it("counts a frame of another ledger", () => {
    const [one, other] = [new Ledger(), new Ledger()];
    one.next();
    one.take(other.next());
    expect(one.lost).toBe(2);
  });
});
