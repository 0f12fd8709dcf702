import type { Tally } from "../digest.js";

/** Decodes all chunks, the last of which ends a frame; any bytes will do, and it does not wait. */
export type PlainRun = (chunks: readonly Uint8Array[]) => Tally;

/** Decodes all chunks, the last of which ends a frame. */
export type Run = (chunks: readonly Buffer[]) => Tally | Promise<Tally>;

export const LIMIT_BYTES: number = 32 * 1024 * 1024;

/** Counts frames and adds up their digests; each contestant has its own, so that none is slowed by another. */
export class Counter implements Tally {
  frames = 0;
  sum = 0;

  add(value: number): void {
    ++this.frames;
    this.sum += value;
  }

  /** What was counted, and back to nothing. */
  take(): Tally {
    const { frames, sum } = this;
    this.frames = 0;
    this.sum = 0;
    return { frames, sum };
  }
}
