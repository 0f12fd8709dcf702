import { beforeEach, expect, test, vi } from "vitest";
import { EncodeError, FrameEncoder, type Framing } from "../../src/codec.js";
import { optionsOf } from "../support/differential.js";
import { type Encoded, SlowEncoder } from "../support/oracle/encoding.js";
import { outcomeOf } from "../support/outcome.js";
import { endsRaw, randomFramings } from "../support/random-framing.js";
import { randomEncodable, randomPayload } from "../support/random-payload.js";
import { type Random, runSeed, underSeed } from "../support/random.js";
import { renewCore } from "../support/renewable-core.js";
import { randomCut } from "../support/splits.js";
import { join, shown } from "../support/wire.js";

vi.mock("../../src/codec/shared-core.js", () => import("../support/renewable-core.js"));

const ROUNDS = 3;
const CONVERSATIONS = 4_000;
const FRAMINGS = 500;
/** What a place holds that nothing was written to. */
const UNTOUCHED = 0xee;

// Each round has a core of its own, since a core holds 512 framings.
beforeEach(renewCore);

/** What comes of an attempt to encode, as text: the bytes, or why there are none. */
function attempt(encode: () => Uint8Array): string {
  try {
    return shown(encode());
  } catch (error) {
    if (error instanceof EncodeError) return error.code;
    throw error;
  }
}

/** Encodes into an array in which the payload may lie already, and checks what is around it. */
function encodeIntoPlace(random: Random, encoder: FrameEncoder, payload: Uint8Array): Uint8Array {
  const at = random.integer(0, 20);
  const place = new Uint8Array(at + 2 * payload.length + 4_000).fill(UNTOUCHED);
  const start = random.oneIn(2) ? random.integer(0, at + 20) : undefined;
  if (start !== undefined) place.set(payload, start);
  const source = start === undefined ? payload : place.subarray(start, start + payload.length);
  const before = place.slice();
  let size = 0;
  try {
    size = encoder.encodeInto(source, place, at);
    return place.slice(at, at + size);
  } finally {
    const outside = [place.subarray(0, at), place.subarray(at + size)].map(shown);
    const expected = [before.subarray(0, at), before.subarray(at + size)].map(shown);
    expect(outside, "a byte beside the frame").toEqual(expected);
  }
}

function encodeSomehow(random: Random, encoder: FrameEncoder, payload: Uint8Array): string {
  if (random.oneIn(2)) return attempt(() => encoder.encode(payload));
  return attempt(() => encodeIntoPlace(random, encoder, payload));
}

/** The frames of a few payloads, one behind the other, decode to what was delivered to the encoder. */
function converse(random: Random, framing: Framing): number {
  const encoder = new FrameEncoder(framing);
  const slow = new SlowEncoder(framing);
  const written: Exclude<Encoded, { refusals: unknown }>[] = [];
  for (let left = random.integer(1, 6); left > 0; --left) {
    const payload = randomPayload(random, slow.framing);
    const encoded = slow.encode(payload);
    const refusals: readonly string[] = "refusals" in encoded ? encoded.refusals : [];
    const size = refusals.length === 0 ? encoder.size(payload) : 0;
    const actual = encodeSomehow(random, encoder, payload);
    const input = (): string => `${optionsOf(framing)}\npayload ${shown(payload)}`;
    if ("wire" in encoded) {
      if (actual !== shown(encoded.wire)) expect(actual, input()).toBe(shown(encoded.wire));
      if (size !== encoded.wire.length) expect(size, input()).toBe(encoded.wire.length);
      written.push(encoded);
    } else if (!refusals.includes(actual)) {
      expect(actual, input()).toBe(refusals.join(" or "));
    }
  }
  checkDecoded(random, framing, written);
  return written.length;
}

function checkDecoded(
  random: Random,
  framing: Framing,
  written: readonly { readonly wire: Uint8Array; readonly delivered: Uint8Array }[],
): void {
  const stream = join(written.map(({ wire }) => wire));
  const { frames, discarded, failure } = outcomeOf(framing, randomCut(random, stream));
  const expected = written.map(({ delivered }) => shown(delivered));
  // Without a framing an empty payload is nothing, and the cuts make the frames.
  const text = (all: readonly string[]): string =>
    endsRaw(framing) ? all.filter((frame) => frame !== "").join(" ") : all.join(" | ");
  const isSame =
    text(frames) === text(expected) && frames.length >= (endsRaw(framing) ? 0 : expected.length);
  if (isSame && discarded === 0 && failure === undefined) return;
  expect({ frames, discarded, failure }, `${optionsOf(framing)}\nwire ${shown(stream)}`).toEqual({
    frames: expected,
    discarded: 0,
    failure: undefined,
  });
}

const seed = runSeed();
for (let round = 0; round < ROUNDS; ++round) {
  test(`round ${round}: ${CONVERSATIONS} conversations are encoded and decode to themselves`, () => {
    underSeed((seed + round) >>> 0, (random) => {
      const framings = randomFramings(random, FRAMINGS, randomEncodable);
      let encodedCount = 0;
      for (let i = 0; i < CONVERSATIONS; ++i)
        encodedCount += converse(random, random.pick(framings));
      // A test that refuses everything would pass as well.
      expect(encodedCount).toBeGreaterThan(CONVERSATIONS);
    });
  });
}
