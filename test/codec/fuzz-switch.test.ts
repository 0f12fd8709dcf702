import { expect, test } from "vitest";
import type { Framing } from "../../src/codec.js";
import { textOf } from "../support/outcome.js";
import { expectPoolHome } from "../support/pool-home.js";
import { type Random, runSeed, underSeed } from "../support/random.js";
import { endsRaw, randomFraming, randomFramings } from "../support/random-framing.js";
import { randomFrames } from "../support/random-stream.js";
import { randomCut } from "../support/splits.js";
import { type Stage, decodeSwitching, decodeSwitchingSlowly } from "../support/switching.js";
import { join, shown } from "../support/wire.js";

const STREAMS = 10_000;
const FRAMINGS = 400;

/** Raw frames are what the cuts make them, so nothing can be counted in them. */
function countableFraming(random: Random): Framing {
  const framing = randomFraming(random);
  return endsRaw(framing) ? countableFraming(random) : framing;
}

function randomStages(random: Random, framings: readonly Framing[]): Stage[] {
  return Array.from({ length: random.integer(2, 5) }, () => ({
    framing: random.pick(framings),
    frames: random.integer(1, 3),
  }));
}

test(`${STREAMS} streams under changing framings decode as the oracle says`, () => {
  underSeed(runSeed(), (random) => {
    const framings = randomFramings(random, FRAMINGS, countableFraming);
    for (let i = 0; i < STREAMS; ++i) {
      const stages = randomStages(random, framings);
      const stream = join(stages.map(({ framing }) => randomFrames(random, framing)));
      const chunks = randomCut(random, stream);
      const cuts = chunks.map((chunk) => chunk.length).join(", ");
      const actual = textOf(decodeSwitching(stages, chunks));
      const input = (): string => `${JSON.stringify(stages)}\n${shown(stream)}\ncut in ${cuts}`;
      const expected = textOf(decodeSwitchingSlowly(stages, stream));
      if (actual !== expected) expect(actual, input()).toBe(expected);
    }
    expectPoolHome();
  });
});
