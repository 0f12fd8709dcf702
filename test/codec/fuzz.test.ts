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
    test(`round ${round}: ${STREAMS} streams under 500 framings`, () => {
      underSeed((seed + round) >>> 0, (random) => compareRound(random, STREAMS));
    });
  }
});

/** What a decoder might get wrong; a fuzz that does not notice would be worth nothing. */
const faults: Readonly<Record<string, Oracle>> = {
  "allows one byte too many": (framing, stream) => {
    const { frames, failure } = decodeSlowly(
      { ...framing, maxFrameBytes: framing.maxFrameBytes + 1 },
      stream,
    );
    const limit = framing.maxFrameBytes;
    return { frames, failure: failure === undefined ? undefined : { ...failure, limit } };
  },
  "takes negative lengths for large ones": (framing, stream) =>
    decodeSlowly(framing.kind === "length-field" ? { ...framing, signed: false } : framing, stream),
  "strips a CR that is not an ending": (framing, stream) =>
    decodeSlowly(framing.kind === "delimiter" ? { ...framing, stripsCr: true } : framing, stream),
  "does not check the trailer": (framing, stream) => {
    if (framing.kind !== "length-field") return decodeSlowly(framing, stream);
    const { frames, failure } = decodeSlowly({ ...framing, trailer: new Uint8Array(0) }, stream);
    const { length } = framing.trailer;
    const cut = frames.map(({ payload, end }) => ({
      payload: payload.slice(0, payload.length - length),
      end,
    }));
    return { frames: cut, failure };
  },
  "is silent about a partial frame at the end": (framing, stream) => {
    const { frames, failure } = decodeSlowly(framing, stream);
    return { frames, failure: failure?.code === "incomplete" ? undefined : failure };
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
