const LIMIT_BYTES = 8 * 1024 * 1024;

/** Frames behind a u32, by hand: a cursor, and what is left of a chunk goes before the next. */
export class FrameCutter {
  readonly #onFrame: (frame: Buffer) => void;
  #rest: Buffer[] = [];
  #bytes = 0;
  /** Bytes that must be there before it is worth looking again. */
  #needed = 4;

  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed) {
      this.#rest.push(chunk);
      return;
    }
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([...this.#rest, chunk]);
    let at = 0;
    this.#needed = 4;
    while (data.length - at >= 4) {
      const length = data.readUInt32BE(at);
      if (length > LIMIT_BYTES) throw new RangeError("too large");
      if (data.length - at - 4 < length) {
        this.#needed = 4 + length;
        break;
      }
      this.#onFrame(data.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    this.#rest = at < data.length ? [data.subarray(at)] : [];
    this.#bytes = data.length - at;
  }
}
