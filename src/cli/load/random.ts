/** Pseudo-random numbers: the same seed, the same numbers, on every machine (mulberry32). */
export class Random {
  #state: number;

  /** `stream` tells apart what has the same seed. */
  constructor(seed: number, stream: number) {
    this.#state = (Math.imul(stream + 1, 0x9e3779b1) ^ seed) >>> 0;
  }

  /** 32 random bits. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    const state = this.#state;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }
}
