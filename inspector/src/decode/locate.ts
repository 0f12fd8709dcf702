import type { FrameBatch } from "../../../src/codec.js";
import type { Columns } from "./columns.js";

/** Writes down where the frames of a piece lie in the stream. */
export function locate(batch: FrameBatch, columns: Columns): void {
  const frames = batch.length;
  for (let i = 0; i < frames; ++i) {
    const start = batch.position(i);
    const from = start + batch.headerSize(i);
    columns.add(start, from, from + batch.size(i), start + batch.wireSize(i));
  }
}
