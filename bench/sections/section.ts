import type { Figure } from "../harness/figures.js";

/** Small enough for a test; two minutes in all; all there is to know. */
export type Size = "smoke" | "quick" | "full";

export interface Section {
  readonly name: string;
  readonly title: string;
  /** Left out of `npm run bench`. */
  readonly isLong?: boolean;
  run(size: Size): Promise<Figure[]>;
}

/** One of three, by size. */
export function bySize<Value>(size: Size, smoke: Value, quick: Value, full: Value): Value {
  return { smoke, quick, full }[size];
}
