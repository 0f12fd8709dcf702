import { expect, test } from "vitest";
import { EncodeError, FrameEncoder, type Framing, lengthField } from "../../src/codec.js";
import { outcomeOf } from "../support/outcome.js";
import { type Random, runSeed, underSeed } from "../support/random.js";
import { randomFraming } from "../support/random-framing.js";
import { randomCut } from "../support/splits.js";
import { field, join, shown } from "../support/wire.js";

const FRAMINGS = 500;
const PAYLOADS = 40_000;

/** Supplies what an encoder needs beside the decoder's options. */
function withPrefix(random: Random, framing: Framing): Framing {
  if (framing.kind !== "length-field") return framing;
  const { offset, size, endian, adjustment, strip, signed, trailer, maxFrameBytes } = framing;
  // What an encoder cannot write is another test's matter.
  const kept = strip > offset ? offset + size : strip;
  return lengthField({
    offset,
    size,
    endian,
    adjustment,
    signed,
    maxFrameBytes,
    strip: kept,
    prefix: random.bytes(Math.min(kept, offset)),
    ...(trailer.length > 0 ? { trailer } : {}),
  });
}

/** Mostly a payload that can be encoded. */
function randomPayload(random: Random, framing: Framing): Uint8Array {
  const length = random.integer(0, random.oneIn(50) ? 9_000 : 40);
  const bytes = random.bytes(length);
  if (framing.kind !== "delimiter") {
    const header = framing.kind === "length-field" ? framing.offset + framing.size : 1;
    return random.oneIn(2) ? join([random.bytes(header), bytes]) : bytes;
  }
  const other = (framing.delimiters[0]?.[0] ?? 0) === 0x61 ? 0x62 : 0x61;
  const body = random.oneIn(20)
    ? bytes
    : bytes.map((b) => (b === (framing.delimiters[0]?.[0] ?? 0) ? other : b));
  return framing.keepsEnding ? join([body, Uint8Array.of(framing.delimiters[0]?.[0] ?? 0)]) : body;
}

/** What the decoder delivers of a payload: a length that was kept is the one on the wire. */
function asDelivered(framing: Framing, payload: Uint8Array, wireBytes: number): Uint8Array {
  if (framing.kind !== "length-field" || framing.strip > framing.offset) return payload;
  const { offset, size, strip, endian, adjustment } = framing;
  const value = wireBytes - offset - size - adjustment;
  const delivered = payload.slice();
  delivered.set(field(value, size, endian), offset - strip);
  return delivered;
}

test(`${PAYLOADS} payloads: what can be encoded decodes to itself`, () => {
  underSeed(runSeed(), (random) => {
    const encoders: [Framing, FrameEncoder][] = Array.from({ length: FRAMINGS }, () => {
      const framing = withPrefix(random, randomFraming(random));
      return [framing, new FrameEncoder(framing)];
    });
    let encodedCount = 0;
    for (let i = 0; i < PAYLOADS; ++i) {
      const [framing, encoder] = random.pick(encoders);
      const payload = randomPayload(random, framing);
      let wire: Uint8Array;
      try {
        wire = encoder.encode(payload);
      } catch (error) {
        if (error instanceof EncodeError) continue;
        throw error;
      }
      ++encodedCount;
      const { frames, failure } = outcomeOf(framing, randomCut(random, wire));
      const expected = shown(asDelivered(framing, payload, wire.length));
      const actual = framing.kind === "raw" ? frames.join(" ") : frames.join(" | ");
      if (failure === undefined && actual === expected) continue;
      const input = `${JSON.stringify(framing)}\npayload ${shown(payload)}\nwire ${shown(wire)}`;
      expect({ actual, failure }, input).toEqual({ actual: expected });
    }
    // A test that refuses everything would pass as well.
    expect(encodedCount).toBeGreaterThan(PAYLOADS / 3);
  });
});
