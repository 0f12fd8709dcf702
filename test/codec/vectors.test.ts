import { describe, expect, test } from "vitest";
import { decodeSlowly } from "../support/oracle.js";
import { outcomeOf, readers, textOf } from "../support/outcome.js";
import { everyCut } from "../support/splits.js";
import { shown, wire } from "../support/wire.js";
import { type Vector, rawStage, unframed, vectors } from "../vectors/index.js";

function expectationOf({ framing, frames, discarded = 0, failure }: Vector) {
  const limit = framing.maxFrameBytes;
  return {
    frames: frames.map((frame) => shown(wire(...frame))),
    discarded,
    failure: failure === undefined ? undefined : { limit, ...failure },
  };
}

describe("every vector has one outcome, however it is cut", () => {
  for (const vector of vectors) {
    test(vector.name, () => {
      const expected = expectationOf(vector);
      const stream = wire(...vector.stream);
      for (const { name, chunks } of everyCut(stream)) {
        expect(outcomeOf(vector.framing, chunks), name).toEqual(expected);
      }
      for (const read of readers) {
        expect(outcomeOf(vector.framing, [stream], read), read.name).toEqual(expected);
      }
    });
  }

  for (const { name, framing, stream, frames } of unframed) {
    test(`raw: ${name}`, () => {
      const expected = frames.map((frame) => shown(wire(...frame))).join(" ");
      for (const { name: cut, chunks } of everyCut(wire(...stream))) {
        const outcome = outcomeOf(framing, chunks);
        const filled = chunks.filter((chunk) => chunk.length > 0);
        expect(outcome.frames.join(" "), cut).toBe(expected);
        expect(outcome.frames, cut).toHaveLength(filled.length);
        expect(outcome.failure, cut).toBeUndefined();
      }
    });
  }

  test(rawStage.name, () => {
    const { framing, stream } = rawStage;
    const expected = textOf(expectationOf(rawStage), true);
    for (const { name, chunks } of everyCut(wire(...stream))) {
      expect(textOf(outcomeOf(framing, chunks), true), name).toBe(expected);
    }
  });
});

describe("the oracle agrees with every vector", () => {
  for (const vector of [...vectors, rawStage]) {
    test(vector.name, () => {
      const { frames, discarded, failure } = decodeSlowly(vector.framing, wire(...vector.stream));
      const outcome = { frames: frames.map(({ payload }) => shown(payload)), discarded, failure };
      expect(outcome).toEqual(expectationOf(vector));
    });
  }
});

describe("the oracle does not change its mind, whatever follows", () => {
  for (const { name, framing, stream } of vectors) {
    test(name, () => {
      const bytes = wire(...stream);
      const { frames: all, discarded: most, failure: last } = decodeSlowly(framing, bytes);
      for (let length = 0; length < bytes.length; ++length) {
        const { frames, discarded, failure } = decodeSlowly(framing, bytes.subarray(0, length));
        expect(frames).toEqual(all.slice(0, frames.length));
        expect(discarded).toBeLessThanOrEqual(most);
        if (failure === undefined || failure.code === "incomplete") continue;
        expect([frames, discarded, failure]).toEqual([all, most, last]);
      }
    });
  }
});
