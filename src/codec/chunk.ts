import { NOTHING } from "./framing/options.js";

/** A chunk that is being decoded, and how much of it was copied. */
export class Chunk {
  #bytes = NOTHING;
  #taken = 0;

  /** Bytes not yet copied. */
  get left(): number {
    return this.#bytes.length - this.#taken;
  }

  /** Whether some were copied and some were not. */
  get isPartlyTaken(): boolean {
    return this.#taken > 0;
  }

  /** Begins with other bytes, or, without an argument, lets go of those there are. */
  restart(bytes: Uint8Array = NOTHING): void {
    this.#bytes = bytes;
    this.#taken = 0;
  }

  /** The next bytes, at most so many. */
  part(bytesMax: number): Uint8Array {
    const isRest = this.#taken === 0 && this.#bytes.length <= bytesMax;
    return isRest ? this.#bytes : this.#bytes.subarray(this.#taken, this.#taken + bytesMax);
  }

  /** Counts bytes as copied; when all are, the chunk is the caller's again. */
  took(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken === this.#bytes.length) this.restart();
  }
}
