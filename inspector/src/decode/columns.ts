/** Where the frames of one slice lie in the stream: a row each, in four columns of positions. */
export interface Part {
  readonly length: number;
  /** First wire byte. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** First and last + 1 byte of what is delivered. */
  readonly froms: Uint32Array<ArrayBuffer>;
  readonly tos: Uint32Array<ArrayBuffer>;
  /** Last wire byte + 1. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** One frame's place in the stream. */
export interface Span {
  readonly start: number;
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

const ROWS_MIN = 1024;

type Column = Uint32Array<ArrayBuffer>;

function grown(column: Column, rows: number): Column {
  const larger = new Uint32Array(rows);
  larger.set(column);
  return larger;
}

/** A table of frames that grows by doubling: 16 bytes a frame, no object. */
export class Columns implements Part {
  #length = 0;
  #starts: Column = new Uint32Array(ROWS_MIN);
  #froms: Column = new Uint32Array(ROWS_MIN);
  #tos: Column = new Uint32Array(ROWS_MIN);
  #ends: Column = new Uint32Array(ROWS_MIN);

  get length(): number {
    return this.#length;
  }
  get starts(): Column {
    return this.#starts;
  }
  get froms(): Column {
    return this.#froms;
  }
  get tos(): Column {
    return this.#tos;
  }
  get ends(): Column {
    return this.#ends;
  }

  add(start: number, from: number, to: number, end: number): void {
    const row = this.#length;
    this.#reserve(row + 1);
    this.#starts[row] = start;
    this.#froms[row] = from;
    this.#tos[row] = to;
    this.#ends[row] = end;
    this.#length = row + 1;
  }

  append(part: Part): void {
    this.#reserve(this.#length + part.length);
    this.#starts.set(part.starts, this.#length);
    this.#froms.set(part.froms, this.#length);
    this.#tos.set(part.tos, this.#length);
    this.#ends.set(part.ends, this.#length);
    this.#length += part.length;
  }

  /** The rows so far, in columns of their own; the table is empty then. */
  drain(): Part {
    const length = this.#length;
    this.#length = 0;
    return {
      length,
      starts: this.#starts.slice(0, length),
      froms: this.#froms.slice(0, length),
      tos: this.#tos.slice(0, length),
      ends: this.#ends.slice(0, length),
    };
  }

  /** @throws RangeError if there is no such frame. */
  span(row: number): Span {
    if (!(row >= 0 && row < this.#length)) {
      throw new RangeError(`"row" expected one of ${this.#length} frames, got ${row}`);
    }
    return {
      start: this.#starts[row] as number,
      from: this.#froms[row] as number,
      to: this.#tos[row] as number,
      end: this.#ends[row] as number,
    };
  }

  /** The last frame that starts at or before this position, or -1. */
  rowAt(position: number): number {
    let below = 0;
    let above = this.#length;
    while (below < above) {
      const middle = (below + above) >>> 1;
      if ((this.#starts[middle] as number) <= position) below = middle + 1;
      else above = middle;
    }
    return below - 1;
  }

  /** The frame that this byte belongs to, or -1. */
  frameAt(position: number): number {
    const row = this.rowAt(position);
    return row >= 0 && position < (this.#ends[row] as number) ? row : -1;
  }

  #reserve(rows: number): void {
    if (rows <= this.#starts.length) return;
    const capacity = Math.max(rows, 2 * this.#starts.length);
    this.#starts = grown(this.#starts, capacity);
    this.#froms = grown(this.#froms, capacity);
    this.#tos = grown(this.#tos, capacity);
    this.#ends = grown(this.#ends, capacity);
  }
}
