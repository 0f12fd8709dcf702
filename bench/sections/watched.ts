import Table from "cli-table3";
import { startEcho } from "../servers/echoes.js";
import { LoadGenerator, framesPerSecond } from "../servers/load.js";

const LOAD = { connections: 64, pipelined: 32, payloadBytes: 64 };
/** Quantile 0.95 of the normal distribution: the bound is one-sided. */
const QUANTILE = 1.645;

/**
 * Mean of the costs, and the bound that it stays below with a probability of 95 %. Logarithms: a disturbed
 * round counts the same, whichever of the two it falls into.
 */
function costOf(pairs: readonly (readonly [plain: number, watched: number])[]): [number, number] {
  const logs = pairs.map(([plain, watched]) => Math.log(plain / watched));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (logs.length - 1));
  const bound = mean + (QUANTILE * deviation) / Math.sqrt(logs.length);
  return [1 - Math.exp(-mean), 1 - Math.exp(-bound)];
}

/**
 * What it costs to be watched: one server, in pairs of rounds, with and without a reader of `stats()` every
 * 100 ms and a subscriber of each channel. Whoever goes first in a pair goes second in the next.
 */
export async function benchStats(seconds: number, pairs: number): Promise<void> {
  const server = await startEcho("millrace");
  if (server === undefined) throw new Error("the server did not start");
  const { child, port } = server;
  const generator = new LoadGenerator();
  const results: [number, number][] = [];
  try {
    const rate = async (how: "watch" | "unwatch"): Promise<number> => {
      await child.ask(how);
      return framesPerSecond(LOAD, await generator.drive(port, LOAD, seconds));
    };
    await rate("watch");
    for (let i = 0; i < pairs; ++i) {
      const early = await rate(i % 2 === 0 ? "unwatch" : "watch");
      const late = await rate(i % 2 === 0 ? "watch" : "unwatch");
      results.push(i % 2 === 0 ? [early, late] : [late, early]);
    }
  } finally {
    generator.close();
    child.kill();
  }
  const table = new Table({ style: { head: [], border: [] } });
  const [mean, bound] = costOf(results);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  table.push(["pairs", pairs], ["cost of stats(), mean", percent(mean)]);
  table.push(["upper 95 % bound", percent(bound)]);
  console.log(table.toString());
}
