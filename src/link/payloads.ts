import type { FrameBatch } from "../codec/batch.js";
import { SHARED_BLOCK_BYTES } from "../limits.js";

/** Larger payloads are copied alone: a block holds several, or little is saved. */
const SHARED_PAYLOAD_BYTES_MAX = SHARED_BLOCK_BYTES / 4;

/** The payloads of a batch on the JS heap, to keep: small ones that lie side by side share a buffer. */
export class Payloads {
  readonly #batch: FrameBatch;
  readonly #end: number;
  #block = new ArrayBuffer(0);
  #start = 0;
  #blockEnd = 0;

  /** Good as long as the batch, which has a frame. */
  constructor(batch: FrameBatch) {
    const last = batch.length - 1;
    this.#batch = batch;
    this.#end = batch.offset(last) + batch.size(last);
  }

  at(index: number): Uint8Array<ArrayBuffer> {
    const start = this.#batch.offset(index);
    const size = this.#batch.size(index);
    if (size > SHARED_PAYLOAD_BYTES_MAX) return this.#batch.memory.slice(start, start + size);
    if (start < this.#start || start + size > this.#blockEnd) this.#copyBlock(start);
    return new Uint8Array(this.#block, start - this.#start, size);
  }

  /** Nothing of what lies behind the frames is copied: it may be another connection's. */
  #copyBlock(start: number): void {
    this.#start = start;
    this.#blockEnd = Math.min(start + SHARED_BLOCK_BYTES, this.#end);
    this.#block = this.#batch.memory.slice(start, this.#blockEnd).buffer;
  }
}
