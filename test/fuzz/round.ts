/** One round of the fuzz, in a thread of its own, since a core holds 512 framings. */
import { workerData } from "node:worker_threads";
import { compareRound } from "../support/differential.js";
import { underSeed } from "../support/random.js";
import { compareSwitchingRound } from "../support/switching.js";

/** What a thread is to do. */
export interface Round {
  readonly seed: number;
  readonly streams: number;
}

const { seed, streams } = workerData as Round;

underSeed(seed, (random) => {
  // The seed alone says what a round does, so that it can be repeated by its seed.
  if (seed % 8 === 0) compareSwitchingRound(random, streams);
  else compareRound(random, streams);
});
