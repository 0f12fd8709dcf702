import { STREAM_BYTES_MAX } from "../input/limits.js";
import type { Stream } from "./reassembly.js";

/** Bytes that may be missing in a stream, all in all: they take as much memory as others, and say nothing. */
export const MISSING_BYTES_MAX = 16 * 1024 ** 2;

/** A stream as far as it can be shown; the rest of it is counted as left out. */
export function bounded(stream: Stream): Stream {
  const { pieces } = stream;
  let missing = 0;
  let end = 0;
  for (let i = 0; i < pieces.length; i += 3) {
    const position = pieces[i] ?? 0;
    const next = position + (pieces[i + 2] ?? 0);
    missing += position - end;
    if (missing > MISSING_BYTES_MAX || next > STREAM_BYTES_MAX) {
      const leftOut = stream.leftOut + bytesFrom(pieces, i);
      return { ...stream, pieces: pieces.slice(0, i), length: end, leftOut };
    }
    end = next;
  }
  return { ...stream, length: Math.min(stream.length, STREAM_BYTES_MAX) };
}

function bytesFrom(pieces: readonly number[], index: number): number {
  let bytes = 0;
  for (let i = index; i < pieces.length; i += 3) bytes += pieces[i + 2] ?? 0;
  return bytes;
}
