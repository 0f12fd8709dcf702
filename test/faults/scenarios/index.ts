import type { Scenario } from "../scenario.js";
import { blockedLoop } from "./blocked-loop.js";
import { churn } from "./churn.js";
import { echoStorm, pingPong } from "./echo-storm.js";
import { garbageToAll } from "./garbage.js";
import { halfCloseOfClient, halfCloseOfServer } from "./half-close.js";
import { neverReads, neverTakes } from "./never-reads.js";
import { exhaustion } from "./pool.js";
import { resets } from "./resets.js";
import { restart } from "./restart.js";
import { pieces, stall, trickle } from "./slow-peers.js";

/** All of them, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  resets,
  halfCloseOfServer,
  halfCloseOfClient,
  neverReads,
  neverTakes,
  trickle,
  pieces,
  stall,
  garbageToAll,
  churn,
  exhaustion,
  restart,
  blockedLoop,
  echoStorm,
  pingPong,
];

/** Those that a process can go through again and again. */
export const soaked: readonly Scenario[] = scenarios;
