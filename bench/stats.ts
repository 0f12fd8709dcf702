/** `npm run bench:stats`: what it costs to watch a server. Takes `--pairs` (30) and `--seconds` (1.5). */
import { parseArgs } from "node:util";
import { benchStats } from "./sections/watched.js";

const options = {
  pairs: { type: "string", default: "30" },
  seconds: { type: "string", default: "1.5" },
} as const;
const { values } = parseArgs({ options });
const [pairs, seconds] = [Number(values.pairs), Number(values.seconds)];
if (!Number.isSafeInteger(pairs) || pairs < 2) {
  throw new RangeError(`--pairs expected a number from 2, got ${values.pairs}`);
}
if (!(seconds > 0)) throw new RangeError(`--seconds expected a time, got ${values.seconds}`);
await benchStats(seconds, pairs);
