import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Framing, Stage, StagesFraming } from "../../src/codec.js";
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
    const cut = found.frames.map((frame) => ({
      ...frame,
      payload: frame.payload.slice(0, frame.payload.length - length),
    }));
    return { ...found, frames: cut };
  },
  "is silent about a partial frame at the end": (framing, stream) => {
    const found = decodeSlowly(framing, stream);
    return found.failure?.code === "incomplete" ? { ...found, failure: undefined } : found;
  },
  "lets a varint go on for one byte more": (framing, stream) =>
    decodeSlowly(
      framing.kind === "varint" ? { ...framing, maxBytes: framing.maxBytes + 1 } : framing,
      stream,
    ),
  "takes every varint for one byte when it strips": (framing, stream) => {
    if (framing.kind !== "varint") return decodeSlowly(framing, stream);
    const { strip = framing.offset + 1 } = framing;
    return decodeSlowly({ ...framing, strip }, stream);
  },
  "knows only the first delimiter": (framing, stream) =>
    decodeSlowly(
      framing.kind === "delimiter"
        ? { ...framing, delimiters: framing.delimiters.slice(0, 1) }
        : framing,
      stream,
    ),
  "takes half a delimiter for one": (framing, stream) => {
    if (framing.kind !== "delimiter") return decodeSlowly(framing, stream);
    const delimiters = framing.delimiters.map((one) => one.subarray(0, (one.length + 1) >> 1));
    return decodeSlowly({ ...framing, delimiters }, stream);
  },
  "is off by one in a fixed size": (framing, stream) =>
    decodeSlowly(
      framing.kind === "fixed" ? { ...framing, size: framing.size + 1 } : framing,
      stream,
    ),
  "forgets the trailer behind a decimal length": (framing, stream) =>
    decodeSlowly(
      framing.kind === "decimal" ? { ...framing, trailer: new Uint8Array(0) } : framing,
      stream,
    ),
  "does not care how long a header is": (framing, stream) =>
    decodeSlowly(
      framing.kind === "header-block" ? { ...framing, maxHeaderBytes: Infinity } : framing,
      stream,
    ),
  "knows Content-Length in one spelling": (framing, stream) =>
    decodeSlowly(framing, framing.kind === "header-block" ? misspelt(stream) : stream),
  "fails where it should discard": (framing, stream) =>
    decodeSlowly({ ...framing, onOversize: "close" }, stream),
  "does not count what it discards": (framing, stream) => ({
    ...decodeSlowly(framing, stream),
    discarded: 0,
  }),
  "gives each stage one frame more": (framing, stream) =>
    decodeSlowly(framing.kind === "stages" ? withStages(framing, oneFrameMore) : framing, stream),
  "skips one byte too few": (framing, stream) =>
    decodeSlowly(framing.kind === "stages" ? withStages(framing, oneByteLess) : framing, stream),
};

/** Another letter for the first of each name in small ones. */
function misspelt(stream: Uint8Array): Uint8Array {
  const name = Array.from("content-length", (letter) => letter.charCodeAt(0));
  return stream.map((byte, at) => (name.every((one, i) => stream[at + i] === one) ? 0x64 : byte));
}

function withStages(framing: StagesFraming, change: (stage: Stage) => Stage): Framing {
  return { ...framing, stages: framing.stages.map(change) };
}

function oneFrameMore(stage: Stage): Stage {
  return "framing" in stage ? { ...stage, frames: stage.frames + 1 } : stage;
}

function oneByteLess(stage: Stage): Stage {
  return "skip" in stage ? { ...stage, skip: Math.max(0, stage.skip - 1) } : stage;
}

describe("the fuzz notices an oracle that", () => {
  for (const [name, oracle] of Object.entries(faults)) {
    test(name, () => {
      // A fixed seed: whether the canary sings must not depend on chance.
      const sing = (): void => underSeed(1, (random) => compareRound(random, STREAMS, oracle));
      expect(sing).toThrow(/^failed under MILLRACE_SEED=1: .*expected/s);
    });
  }
});
