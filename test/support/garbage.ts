import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects all garbage, now. */
export const collect = runInNewContext("gc") as () => void;

/** Rounds that are measured; their median is not moved by a compilation in some of them. */
const ROUNDS = 101;

/**
 * Bytes of JS heap that one call of `round` leaves behind: the median over many calls, each of them
 * after a collection and too short to cause one.
 */
export function heapBytesOf(round: () => void): number {
  for (let i = 0; i < ROUNDS; ++i) round();
  const idle = medianGrowth(() => undefined);
  return medianGrowth(round) - idle;
}

/** The measuring itself leaves something behind: an idle round tells how much. */
function medianGrowth(round: () => void): number {
  const growths: number[] = [];
  for (let i = 0; i < ROUNDS; ++i) {
    collect();
    const before = process.memoryUsage().heapUsed;
    round();
    growths.push(process.memoryUsage().heapUsed - before);
  }
  return growths.sort((a, b) => a - b)[ROUNDS >> 1] ?? NaN;
}
