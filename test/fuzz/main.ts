/**
 * `npm run fuzz`: random streams, each decoded by the product and by the oracle, on two cores. Ends
 * with the seed and the input of the first stream on which they differ.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { Round } from "./round.js";

const STREAMS = 1_000_000;
const STREAMS_PER_ROUND = 10_000;
const THREADS = Math.min(2, availableParallelism());

const USAGE = `usage: npm run fuzz -- [--streams N] [--seed N]
  --streams  how many random streams (${STREAMS}); or MILLRACE_STREAMS
  --seed     32 bits to draw them from (by chance); or MILLRACE_SEED
`;

/** A number of the command line or the environment. */
function whole(name: string, given: string | undefined, byDefault: number): number {
  if (given === undefined || given === "") return byDefault;
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${name} expected a whole number, got ${given}`);
}

function plan(): Round {
  const { values } = parseArgs({
    options: { streams: { type: "string" }, seed: { type: "string" } },
  });
  const { MILLRACE_SEED, MILLRACE_STREAMS } = process.env;
  return {
    streams: whole("--streams", values.streams ?? MILLRACE_STREAMS, STREAMS),
    seed: whole("--seed", values.seed ?? MILLRACE_SEED, Math.floor(Math.random() * 2 ** 32)),
  };
}

/** The whole run, cut in rounds. */
function* roundsOf({ streams, seed }: Round): Generator<Round> {
  for (let done = 0, round = 0; done < streams; done += STREAMS_PER_ROUND, ++round) {
    yield { seed: (seed + round) >>> 0, streams: Math.min(STREAMS_PER_ROUND, streams - done) };
  }
}

/** Rejects with what the thread throws. */
async function runRound(round: Round): Promise<void> {
  const worker = new Worker(new URL("round.js", import.meta.url), { workerData: round });
  await new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => {
      resolve();
    });
  });
}

/** A line that overwrites itself on a terminal, and comes now and then elsewhere. */
class Progress {
  readonly #total: number;
  readonly #started = performance.now();
  #done = 0;
  #shown = 0;

  constructor(total: number) {
    this.#total = total;
  }

  add(streams: number): void {
    this.#done += streams;
    const percent = Math.floor((100 * this.#done) / this.#total);
    if (!process.stdout.isTTY && percent < this.#shown + 10) return;
    this.#shown = percent;
    const seconds = (performance.now() - this.#started) / 1000;
    const text = `${this.#done} of ${this.#total} streams (${percent} %), ${seconds.toFixed(0)} s`;
    process.stdout.write(process.stdout.isTTY ? `\r${text}` : `${text}\n`);
  }

  end(): void {
    if (process.stdout.isTTY) process.stdout.write("\n");
  }
}

async function compare(run: Round): Promise<void> {
  process.stdout.write(`seed ${run.seed}, ${run.streams} streams, ${THREADS} threads\n`);
  const rounds = roundsOf(run);
  const progress = new Progress(run.streams);
  const lane = async (): Promise<void> => {
    // Both lanes draw from one generator, so the quicker one takes more rounds.
    for (const round of rounds) {
      await runRound(round);
      progress.add(round.streams);
    }
  };
  try {
    await Promise.all(Array.from({ length: THREADS }, lane));
  } finally {
    progress.end();
  }
}

/** The run that is asked for; undefined, and the usage told, if it cannot be. */
function asked(): Round | undefined {
  try {
    return plan();
  } catch (error) {
    process.stderr.write(`${String(error)}\n${USAGE}`);
    return undefined;
  }
}

const run = asked();
if (run === undefined) process.exit(2);
try {
  await compare(run);
  process.stdout.write("no difference\n");
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
