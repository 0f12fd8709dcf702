/** From the last to the first. */
export const PRIORITIES = ["low", "normal", "high", "critical"] as const;

export type ComputePriority = (typeof PRIORITIES)[number];

/** A lane that was passed over so many times in a row goes next: nobody waits for ever. */
export const PASSES_MAX = 32;

interface Lane<Job> {
  readonly waiting: Set<Job>;
  passes: number;
}

/**
 * Those who wait, in four lanes. The first of the highest lane goes next; but a lane in which somebody
 * waits, and that was passed over {@link PASSES_MAX} times in a row, has its turn before.
 */
export class Line<Job> {
  // A set keeps the order, and whoever is taken back need not be searched for.
  readonly #lanes: readonly Lane<Job>[] = PRIORITIES.map(() => ({ waiting: new Set(), passes: 0 }));

  get length(): number {
    return this.#lanes.reduce((sum, { waiting }) => sum + waiting.size, 0);
  }

  add(priority: ComputePriority, job: Job): void {
    this.#lane(priority)?.waiting.add(job);
  }

  /** False if it was not, or no longer, in line. */
  remove(priority: ComputePriority, job: Job): boolean {
    return this.#lane(priority)?.waiting.delete(job) ?? false;
  }

  all(): Job[] {
    return this.#lanes.flatMap(({ waiting }) => [...waiting]);
  }

  /** Who goes next. */
  take(): Job | undefined {
    const busy = this.#lanes.filter(({ waiting }) => waiting.size > 0);
    const lane = busy.find(({ passes }) => passes >= PASSES_MAX) ?? busy.at(-1);
    for (const other of busy) ++other.passes;
    if (lane === undefined) return undefined;
    lane.passes = 0;
    const [job] = lane.waiting;
    if (job !== undefined) lane.waiting.delete(job);
    return job;
  }

  #lane(priority: ComputePriority): Lane<Job> | undefined {
    return this.#lanes[PRIORITIES.indexOf(priority)];
  }
}
