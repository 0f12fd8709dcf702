import type { Stream } from "./reassembly.js";

/** Bytes of the stream that are put together at once. */
const PART_BYTES = 16 * 1024 ** 2;
/** Bytes of the file that are read at once. */
const WINDOW_BYTES = 1024 ** 2;

export interface Assembled {
  readonly blob: Blob;
  readonly gaps: Uint32Array<ArrayBuffer>;
}

interface Piece {
  readonly position: number;
  readonly at: number;
  readonly bytes: number;
}

/** Reads the pieces of a stream out of the file, part by part. Undefined if it was cancelled. */
export async function assemble(
  file: Blob,
  stream: Stream,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<Assembled | undefined> {
  const { length } = stream;
  const parts: Blob[] = [];
  let next = 0;
  for (let from = 0; from < length; from += PART_BYTES) {
    const target = new Uint8Array(Math.min(PART_BYTES, length - from));
    const pieces: Piece[] = [];
    for (; next < stream.pieces.length; next += 3) {
      const piece = pieceAt(stream, next);
      if (piece.position >= from + target.length) break;
      pieces.push(piece);
      // It goes on in the next part.
      if (piece.position + piece.bytes > from + target.length) break;
    }
    await copy(file, pieces, target, from, signal);
    if (signal.aborted) return undefined;
    parts.push(new Blob([target]));
    onProgress(from + target.length);
  }
  return { blob: new Blob(parts), gaps: gapsOf(stream) };
}

/** Position and length of what is missing, two numbers each. */
export function gapsOf(stream: Stream): Uint32Array<ArrayBuffer> {
  const gaps: number[] = [];
  let end = 0;
  const add = (to: number): void => {
    if (to > end) gaps.push(end, to - end);
  };
  for (let i = 0; i < stream.pieces.length; i += 3) {
    const { position, bytes } = pieceAt(stream, i);
    add(position);
    end = position + bytes;
  }
  add(stream.length);
  return Uint32Array.from(gaps);
}

/** In the order of the file, so that each window is read once. */
async function copy(
  file: Blob,
  pieces: Piece[],
  target: Uint8Array,
  from: number,
  signal: AbortSignal,
): Promise<void> {
  pieces.sort((one, other) => one.at - other.at);
  let window = new Uint8Array(0);
  let windowAt = 0;
  for (const { position, at, bytes } of pieces) {
    if (at < windowAt || at + bytes > windowAt + window.length) {
      const slice = file.slice(at, at + Math.max(bytes, WINDOW_BYTES));
      window = new Uint8Array(await slice.arrayBuffer());
      windowAt = at;
      if (signal.aborted) return;
    }
    const first = Math.max(0, from - position);
    const last = Math.min(bytes, from + target.length - position);
    const source = window.subarray(at - windowAt + first, at - windowAt + last);
    target.set(source, position + first - from);
  }
}

function pieceAt({ pieces }: Stream, index: number): Piece {
  return {
    position: pieces[index] ?? 0,
    at: pieces[index + 1] ?? 0,
    bytes: pieces[index + 2] ?? 0,
  };
}
