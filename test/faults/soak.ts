/**
 * `npm run soak`: the scenarios at small scale, over and over. Fails if anything is lost or not home, or
 * if the JS heap grows from round to round.
 */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Scale } from "./scenario.js";
import { soaked } from "./scenarios/index.js";
import { meter } from "./site.js";

/**
 * Bytes that a round may leave behind. It has some 700 connections and 70 loops, so a leak of 100 bytes
 * in each shows; what V8 itself still learns in the first minutes is half of that.
 */
const HEAP_BYTES_PER_ROUND_MAX = 64 * 1024;
const ROUNDS_MIN = 6;
const MEBIBYTE = 2 ** 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** The slope of the line that is nearest to these values, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [above, below] = [0, 0];
  for (const [i, value] of values.entries()) {
    above += (i - middle) * (value - mean);
    below += (i - middle) ** 2;
  }
  return below === 0 ? 0 : above / below;
}

/** Bytes of JS heap in use when all that can go has gone. */
async function liveBytes(): Promise<number> {
  // What a collection finalizes is free behind the next one.
  for (let i = 0; i < 3; ++i) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

const inMebibytes = (bytes: number): string => `${(bytes / MEBIBYTE).toFixed(2)} MiB`;

/** One round of all; answers how many frames were lost or bytes are not home. */
async function round(scale: Scale): Promise<{ frames: number; faults: number }> {
  let [frames, faults] = [0, 0];
  for (const scenario of soaked) {
    const { received, lost, notHome } = await scenario.run(scale);
    frames += received;
    faults += lost + notHome;
  }
  return { frames, faults };
}

/** Runs for so long; answers what is wrong, if something is. */
async function soak(minutes: number): Promise<string | undefined> {
  const scale: Scale = { pick: (small) => small, childScript: "" };
  const heap: number[] = [];
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end || heap.length < ROUNDS_MIN) {
    meter.highWaterBytes = 0;
    const { frames, faults } = await round(scale);
    const bytes = await liveBytes();
    heap.push(bytes);
    const figures = [
      `round ${heap.length}: ${frames.toLocaleString("en-US")} frames`,
      `heap ${inMebibytes(bytes)}`,
      `RSS ${inMebibytes(process.memoryUsage.rss())}`,
      `pool, most out ${inMebibytes(meter.highWaterBytes)}`,
    ];
    process.stdout.write(`${figures.join(", ")}\n`);
    if (faults > 0) return `lost frames, or bytes not home: ${faults}`;
  }
  const slope = Math.round(slopeOf(heap.slice(heap.length >> 1)));
  process.stdout.write(`heap trend: ${slope} bytes a round, ${HEAP_BYTES_PER_ROUND_MAX} allowed\n`);
  return slope > HEAP_BYTES_PER_ROUND_MAX ? "the heap grows" : undefined;
}

const { values } = parseArgs({ options: { minutes: { type: "string" } } });
const minutes = Number(values.minutes ?? 1);
if (!(minutes > 0)) {
  process.stderr.write("usage: npm run soak -- [--minutes N]\n");
  process.exit(2);
}
const failure = await soak(minutes).catch((error: unknown) => String(error));
process.stdout.write(`${failure ?? "flat, nothing lost, all home"}\n`);
process.exit(failure === undefined ? 0 : 1);
