import type { Scenario } from "../scenario.js";
import { blockedLoop } from "./blocked-loop.js";
import { churn } from "./churn.js";
import { crowd } from "./crowd.js";
import { descriptors } from "./descriptors.js";
import { echoStorm, pingPong } from "./echo-storm.js";
import { garbageToAll } from "./garbage.js";
import { growing } from "./growing.js";
import { halfCloseOfClient, halfCloseOfServer } from "./half-close.js";
import { handlerFaults } from "./handler-faults.js";
import { neverReads, neverTakes } from "./never-reads.js";
import { exhaustion } from "./pool.js";
import { resets } from "./resets.js";
import { restart } from "./restart.js";
import { pieces, stall, trickle } from "./slow-peers.js";
import { trap } from "./trap.js";
import { vanished } from "./vanished.js";

/** Those that a process can go through again and again. */
export const soaked: readonly Scenario[] = [
  resets,
  halfCloseOfServer,
  halfCloseOfClient,
  neverReads,
  neverTakes,
  trickle,
  pieces,
  stall,
  garbageToAll,
  handlerFaults,
  churn,
  exhaustion,
  growing,
  restart,
  blockedLoop,
  trap,
  echoStorm,
  pingPong,
];

/** All of them, in the order of the table. */
export const scenarios: readonly Scenario[] = [...soaked, descriptors, crowd, vanished];
