/**
 * One contestant of the decode benches, in a process of its own: nobody else's garbage, nobody else's types.
 * Its arguments are a framing (or `large`) and a name. Asked for a `cell FILE`, it decodes it and says what it
 * saw; for a `round MS`, it says the median nanoseconds of a run; for `garbage RUNS`, the bytes of a run.
 */
import { PerformanceObserver } from "node:perf_hooks";
import { measure } from "mitata";
import { readChunks } from "./cell-file.js";
import { CONTESTANTS, LARGE } from "./contestants/registry.js";
import type { Run } from "./contestants/contestant.js";
import type { Tally } from "./digest.js";
import { answer } from "./harness/conversation.js";
import { median } from "./harness/figures.js";
import type { WireFraming } from "./wire.js";

const WARM_UP_RUNS = 20;

async function contestant(framing: string, name: string): Promise<Run> {
  const all = framing === "large" ? LARGE : CONTESTANTS[framing as WireFraming];
  const run = await all[name]?.make?.();
  if (run === undefined) throw new RangeError(`no contestant ${name} of ${framing}`);
  return run;
}

const [framing = "", name = ""] = process.argv.slice(2);
const run = await contestant(framing, name);
let chunks: readonly Buffer[] = [];
let expected: Tally = { frames: 0, sum: 0 };

function check(tally: Tally): void {
  if (tally.frames !== expected.frames || tally.sum !== expected.sum) {
    throw new Error(`${name} saw other frames than before`);
  }
}

function once(): Promise<void> | void {
  const tally = run(chunks);
  if (tally instanceof Promise) return tally.then(check);
  check(tally);
}

async function round(ms: number): Promise<{ ns: number }> {
  const stats = await measure(once, { min_cpu_time: ms * 1e6, min_samples: 3 });
  return { ns: stats.p50 };
}

/** Bytes of the heap, of the median run: a collection spoils the one that it falls into. */
async function garbage(runs: number): Promise<{ bytes: number; collections: number }> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  for (let i = 0; i < WARM_UP_RUNS; ++i) await once();
  globalThis.gc?.();
  for (let i = 0; i < 4; ++i) await new Promise((resolve) => setImmediate(resolve));
  observer.observe({ entryTypes: ["gc"] });
  const grown: number[] = [];
  for (let i = 0; i < runs; ++i) {
    const before = process.memoryUsage().heapUsed;
    const pending = once();
    if (pending !== undefined) await pending;
    grown.push(process.memoryUsage().heapUsed - before);
  }
  // The observer is told some turns later.
  for (let i = 0; i < 4; ++i) await new Promise((resolve) => setImmediate(resolve));
  collections += observer.takeRecords().length;
  observer.disconnect();
  return { bytes: median(grown), collections };
}

await answer(async ([question, argument = ""]) => {
  switch (question) {
    case "cell":
      chunks = readChunks(argument);
      expected = await run(chunks);
      return expected;
    case "round":
      return round(Number(argument));
    case "garbage":
      return garbage(Number(argument));
    default:
      throw new RangeError(`cell, round or garbage, not ${question}`);
  }
});
