import { describe, expect, test } from "vitest";
import { FrameEncoder, type Framing, presets } from "../../src/codec.js";
import { decodeSlowly } from "../support/oracle.js";
import { outcomeOf } from "../support/outcome.js";
import { everyCut } from "../support/splits.js";
import { join, shown } from "../support/wire.js";
import { type PresetVector, presetVectors } from "../vectors/presets/index.js";

const framings = Object.entries<Framing>(presets);
const vectorOf = new Map<string, PresetVector>(Object.entries(presetVectors));

const NOTHING = new Uint8Array(0);
const NONE: PresetVector = { source: "", frames: [] };

test("every preset has at least two frames of its protocol, and says where they are from", () => {
  for (const [name] of framings) {
    const { frames, source } = vectorOf.get(name) ?? NONE;
    expect(frames.length, name).toBeGreaterThanOrEqual(2);
    expect(source, name).not.toBe("");
  }
  expect([...vectorOf.keys()].sort()).toEqual(framings.map(([name]) => name).sort());
});

for (const [name, framing] of framings) {
  const { source, frames, prelude = NOTHING, isDecodeOnly = false } = vectorOf.get(name) ?? NONE;
  const stream = join([prelude, ...frames.map((frame) => frame.wire)]);
  const delivered = frames.map((frame) => shown(frame.delivered));

  describe(`${name}, with frames of ${source}`, () => {
    test("is decoded, however the stream is cut", () => {
      for (const { name: cut, chunks } of everyCut(stream)) {
        const outcome = outcomeOf(framing, chunks);
        expect(outcome.frames, cut).toEqual(delivered);
        expect(outcome.failure, cut).toBeUndefined();
      }
    });

    test("is what a slow decoder makes of it", () => {
      const outcome = decodeSlowly(framing, stream);
      expect(outcome.frames.map(({ payload }) => shown(payload))).toEqual(delivered);
      expect(outcome.failure).toBeUndefined();
    });

    test(isDecodeOnly ? "cannot be encoded" : "is encoded to the same bytes", () => {
      if (isDecodeOnly) {
        expect(() => new FrameEncoder(framing)).toThrow(RangeError);
        return;
      }
      const encoder = new FrameEncoder(framing);
      const encoded = frames.map((frame) => encoder.encode(frame.delivered));
      expect(shown(join(encoded))).toBe(shown(stream));
    });
  });
}
