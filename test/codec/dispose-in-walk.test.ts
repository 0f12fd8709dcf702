import { describe, expect, test } from "vitest";
import { type FrameBatch, FrameDecoder, lengthPrefixed } from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { shown, wire } from "../support/wire.js";

const framing = lengthPrefixed(1);

describe("dispose()", () => {
  test("in the middle of a walk ends it with a TypeError", () => {
    const decoder = new FrameDecoder(framing);
    const walk = (): void => {
      for (const frame of decoder.push(wire(1, "a", 1, "b"))) {
        expect(frame.text()).toBe("a");
        decoder.dispose();
      }
    };
    expect(walk).toThrow(TypeError);
    expectPoolHome();
  });

  test("at the last frame of a walk leaves the next decoder of that slot alone", () => {
    const decoder = new FrameDecoder(framing);
    let next: FrameDecoder | undefined;
    const batches: FrameBatch[] = [];
    for (const frame of decoder.push(wire(1, "a", 9, "partial"))) {
      expect(frame.text()).toBe("a");
      decoder.dispose();
      next = new FrameDecoder(framing);
      batches.push(next.push(wire(2, "hi", 3, "x")));
    }
    expect(batches[0]?.copies().map(shown)).toEqual(["68 69"]);
    expect(next?.push(wire("yz")).copies().map(shown)).toEqual(["78 79 7a"]);
    next?.dispose();
    expectPoolHome();
  });
});
