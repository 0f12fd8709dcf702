/** Chance that can be repeated: every fuzz and property test draws from a seeded generator. */
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** `MILLRACE_SEED`, which a browser cannot read for itself; `""` if it is not set. */
    seed: string;
  }
}

/** The seed of this run: `MILLRACE_SEED` if it is set, else a new one. */
export function runSeed(): number {
  const given = inject("seed");
  return given === "" ? Math.floor(Math.random() * 2 ** 32) : Number(given) >>> 0;
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for test data. */
export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed: number) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** A number in [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** True in one of `n` cases. */
  oneIn(n: number): boolean {
    return this.fraction() * n < 1;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; ++i) bytes[i] = this.integer(0, 255);
    return bytes;
  }
}

/** Runs `test`; what it throws says under which seed, so that the run can be repeated. */
export function underSeed(seed: number, test: (random: Random) => void): void {
  try {
    test(new Random(seed));
  } catch (error) {
    throw new Error(`failed under MILLRACE_SEED=${seed}: ${String(error)}`, { cause: error });
  }
}
