import { beforeEach, test, vi } from "vitest";
import { runSeed, underSeed } from "../support/random.js";
import { renewCore } from "../support/renewable-core.js";
import { compareSwitchingRound } from "../support/switching.js";

vi.mock("../../src/codec/shared-core.js", () => import("../support/renewable-core.js"));

const ROUNDS = 2;
const STREAMS = 5_000;

// Each round has a core of its own, since a core holds 512 framings.
beforeEach(renewCore);

const seed = runSeed();
for (let round = 0; round < ROUNDS; ++round) {
  test(`round ${round}: ${STREAMS} streams under changing framings decode as the oracle says`, () => {
    underSeed((seed + round) >>> 0, (random) => compareSwitchingRound(random, STREAMS));
  });
}
