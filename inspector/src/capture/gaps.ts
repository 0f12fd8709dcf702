import type { Stream } from "./reassembly.js";

/** A run of bytes of a stream that was not captured. */
export interface Gap {
  readonly position: number;
  readonly bytes: number;
}

/** What is missing in a stream, in order. */
export class Gaps {
  static readonly NONE: Gaps = new Gaps(new Uint32Array(0));
  readonly bytes: number;
  /** Position and length of each, two numbers. */
  readonly #cells: Uint32Array<ArrayBuffer>;

  constructor(cells: Uint32Array<ArrayBuffer>) {
    this.#cells = cells;
    let bytes = 0;
    for (let i = 1; i < cells.length; i += 2) bytes += cells[i] ?? 0;
    this.bytes = bytes;
  }

  get length(): number {
    return this.#cells.length / 2;
  }

  first(count: number): Gap[] {
    return Array.from({ length: Math.min(count, this.length) }, (_, i) => this.#at(i));
  }

  /** Whether the byte at this position is missing. */
  has(position: number): boolean {
    let below = 0;
    let above = this.length;
    while (below < above) {
      const middle = (below + above) >>> 1;
      if (this.#at(middle).position <= position) below = middle + 1;
      else above = middle;
    }
    if (below === 0) return false;
    const { position: from, bytes } = this.#at(below - 1);
    return position < from + bytes;
  }

  #at(index: number): Gap {
    return { position: this.#cells[2 * index] ?? 0, bytes: this.#cells[2 * index + 1] ?? 0 };
  }
}

/** Position and length of what is missing in a stream, two numbers each. */
export function gapsOf({ pieces, length }: Stream): Uint32Array<ArrayBuffer> {
  const gaps: number[] = [];
  let end = 0;
  const add = (to: number): void => {
    if (to > end) gaps.push(end, to - end);
  };
  for (let i = 0; i < pieces.length; i += 3) {
    const position = pieces[i] ?? 0;
    add(position);
    end = position + (pieces[i + 2] ?? 0);
  }
  add(length);
  return Uint32Array.from(gaps);
}
