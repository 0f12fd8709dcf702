import type { FrameBatch, Framing } from "../../../src/codec.js";
import type { Columns } from "./columns.js";

/** Writes down where the frames of a piece lie in the stream. */
export class Locator {
  readonly #framing: Framing;
  #position = 0;

  constructor(framing: Framing) {
    this.#framing = framing;
  }

  locate(batch: FrameBatch, columns: Columns): void {
    const frames = batch.length;
    for (let i = 0; i < frames; ++i) {
      const start = this.#position;
      const from = start + this.#headerSize();
      const to = from + batch.size(i);
      const end = to + this.#trailerSize(batch, i);
      columns.add(start, from, to, end);
      this.#position = end;
    }
  }

  #headerSize(): number {
    return this.#framing.kind === "length-field" ? this.#framing.strip : 0;
  }

  #trailerSize(batch: FrameBatch, i: number): number {
    const framing = this.#framing;
    if (framing.kind === "length-field") return framing.trailer.length;
    if (framing.kind !== "delimiter" || framing.keepsEnding) return 0;
    const ending = batch.memory[batch.offset(i) + batch.size(i)];
    return framing.stripsCr && ending === 0x0d ? 2 : 1;
  }
}
