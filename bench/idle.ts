/** `node build/bench/idle.js`: what an idle connection costs. Takes `--connections`, by default 10,000. */
import { parseArgs } from "node:util";
import { benchIdle } from "./sections/idle.js";

const options = { connections: { type: "string", default: "10000" } } as const;
const connections = Number(parseArgs({ options }).values.connections);
if (!Number.isSafeInteger(connections) || connections < 1) {
  throw new RangeError(`--connections expected a number from 1, got ${connections}`);
}
await benchIdle(connections);
