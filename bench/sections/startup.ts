import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Figure } from "../harness/figures.js";
import { interleave } from "../harness/rounds.js";
import { type Section, type Size, bySize } from "./section.js";

export const STARTUP = "startup";
export const STARTUP_WORK = "a process from its start to its end";

/** Runs the first frame of a fresh process; `nothing` is what Node itself takes. */
const STARTS = ["nothing", "codec", "server"] as const;

const NAMES: Readonly<Record<(typeof STARTS)[number], string>> = {
  nothing: "bare node",
  codec: "millrace/codec, first frame",
  server: "millrace, first frame of an EventLoop's server",
};

function start(what: string): number {
  const file = fileURLToPath(new URL(`./start-${what}.js`, import.meta.url));
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, [file], { stdio: "inherit" });
  if (status !== 0) throw new Error(`start-${what} ended with ${String(status)}`);
  return performance.now() - begun;
}

async function run(size: Size): Promise<Figure[]> {
  const runs = STARTS.map((what) => [NAMES[what], () => start(what)] as const);
  const times = await interleave(new Map(runs), bySize(size, 2, 15, 51));
  const bare = times.get(NAMES.nothing) ?? [];
  return [...times].flatMap(([contestant, values]) => {
    const figure = { bench: STARTUP, work: STARTUP_WORK, contestant };
    const above = values.map((value, i) => value - (bare[i] ?? Number.NaN));
    return [
      { ...figure, unit: "ms", values },
      { ...figure, unit: "ms above bare node", values: above },
    ];
  });
}

export const startupSection: Section = { name: STARTUP, title: "Import and first frame", run };
