/** What one contestant did in one case of a bench, round by round. */
export interface Figure {
  readonly bench: string;
  readonly work: string;
  readonly contestant: string;
  readonly unit: string;
  /** One of each round; contestants of the same work share their rounds. */
  readonly values: readonly number[];
  /** Said beside it: why it is not comparable, or is not there. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Distance of the largest from the smallest, as a share of the median. */
export function spread(values: readonly number[]): number {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** Whether more is better. */
export function isRate(unit: string): boolean {
  return unit.endsWith("/ s");
}

/** How many times better `one` is than `other`: the median of the rounds, each against its own. */
export function timesBetter(one: Figure, other: Figure): number {
  const ratios = one.values.flatMap((value, i) => {
    const against = other.values[i];
    if (against === undefined) return [];
    return [isRate(one.unit) ? value / against : against / value];
  });
  return median(ratios);
}
