import { measure } from "mitata";

export interface Round {
  readonly name: string;
  /** Nanoseconds per operation, the median of the rounds. */
  readonly ns: number;
  /** Distance of the slowest from the fastest round, as a share of the median. */
  readonly spread: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/**
 * Measures contestants in interleaved rounds, so that a drift of the machine touches all alike.
 * `operations` is how many a run of a contestant performs.
 */
export async function rounds(
  contestants: Readonly<Record<string, () => unknown>>,
  operations: number,
  count: number,
): Promise<Round[]> {
  const runs = new Map<string, number[]>();
  for (let round = 0; round < count; ++round) {
    for (const [name, run] of Object.entries(contestants)) {
      const stats = await measure(run, { min_cpu_time: 150e6, min_samples: 8 });
      const ns = runs.get(name) ?? [];
      ns.push(stats.p50 / operations);
      runs.set(name, ns);
    }
  }
  return [...runs].map(([name, ns]) => ({
    name,
    ns: median(ns),
    spread: (Math.max(...ns) - Math.min(...ns)) / median(ns),
  }));
}
