import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Oracle, compareRound } from "../support/differential.js";
import { decodeSlowly } from "../support/oracle.js";
import { runSeed, underSeed } from "../support/random.js";
import { renewCore } from "../support/renewable-core.js";

vi.mock("../../src/codec/shared-core.js", () => import("../support/renewable-core.js"));

const ROUNDS = 12;
const STREAMS = 10_000;

// Each round has a core of its own, since a core holds 512 framings.
beforeEach(renewCore);

describe("random streams, cut at random, decode as the oracle says", () => {
  const seed = runSeed();
  for (let round = 0; round < ROUNDS; ++round) {
    test(`round ${round}: ${STREAMS} streams under hundreds of framings`, () => {
      underSeed((seed + round) >>> 0, (random) => compareRound(random, STREAMS));
    });
  }
});

/** What a decoder might get wrong; a fuzz that does not notice would be worth nothing. */
const faults: Readonly<Record<string, Oracle>> = {
  "allows one byte too many": (framing, stream) => {
    const limit = framing.maxFrameBytes;
    const found = decodeSlowly({ ...framing, maxFrameBytes: limit + 1 }, stream);
    return found.failure ? { ...found, failure: { ...found.failure, limit } } : found;
  },
  "takes negative lengths for large ones": (framing, stream) =>
    decodeSlowly(framing.kind === "length-field" ? { ...framing, signed: false } : framing, stream),
  "strips a CR that is not an ending": (framing, stream) =>
    decodeSlowly(framing.kind === "delimiter" ? { ...framing, stripsCr: true } : framing, stream),
  "does not check the trailer": (framing, stream) => {
    if (framing.kind !== "length-field") return decodeSlowly(framing, stream);
    const found = decodeSlowly({ ...framing, trailer: new Uint8Array(0) }, stream);
    const { length } = framing.trailer;
    const cut = found.frames.map(({ payload, end }) => ({
      payload: payload.slice(0, payload.length - length),
      end,
    }));
    return { ...found, frames: cut };
  },
  "is silent about a partial frame at the end": (framing, stream) => {
    const found = decodeSlowly(framing, stream);
    return found.failure?.code === "incomplete" ? { ...found, failure: undefined } : found;
  },
};

describe("the fuzz notices an oracle that", () => {
  for (const [name, oracle] of Object.entries(faults)) {
    test(name, () => {
      // A fixed seed: whether the canary sings must not depend on chance.
      const sing = (): void => underSeed(1, (random) => compareRound(random, STREAMS, oracle));
      expect(sing).toThrow(/^failed under MILLRACE_SEED=1: .*expected/s);
    });
  }
});
