/** Bytes of a file that belong together, without those between: 12 bytes for each piece, whatever its size. */
export interface Pieces {
  readonly file: Blob;
  /** Position, offset in the file and bytes of each, by position; what none has is zero. */
  readonly cells: Uint32Array<ArrayBuffer>;
  readonly size: number;
}

/** What a stream is read from: a file or a text as it is, or pieces of a file. */
export type ByteSource = Blob | Pieces;

/** Bytes of a file that are read at once. */
const WINDOW_BYTES = 1024 ** 2;

/** Reads the bytes from a position up to another. */
export async function readBytes(
  source: ByteSource,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof Blob) return new Uint8Array(await source.slice(from, to).arrayBuffer());
  const target = new Uint8Array(Math.min(to, source.size) - from);
  const wanted = piecesIn(source, from, from + target.length);
  // In the order of the file, so that each part of it is read once.
  wanted.sort((one, other) => one.at - other.at);
  for (let next = 0; next < wanted.length;) {
    const together = wanted.slice(next, lastInWindow(wanted, next));
    const start = together[0]?.at ?? 0;
    const end = together.reduce((most, { at, bytes }) => Math.max(most, at + bytes), start);
    const window = new Uint8Array(await source.file.slice(start, end).arrayBuffer());
    for (const { position, at, bytes } of together) {
      target.set(window.subarray(at - start, at - start + bytes), position - from);
    }
    next += together.length;
  }
  return target;
}

interface Piece {
  readonly position: number;
  readonly at: number;
  readonly bytes: number;
}

/** The pieces between two positions, cut where they cross them. */
function piecesIn({ cells }: Pieces, from: number, to: number): Piece[] {
  const found: Piece[] = [];
  for (let i = 3 * firstBehind(cells, from); i < cells.length; i += 3) {
    const position = cells[i] ?? 0;
    if (position >= to) break;
    const first = Math.max(from, position);
    const last = Math.min(to, position + (cells[i + 2] ?? 0));
    found.push({
      position: first,
      at: (cells[i + 1] ?? 0) + first - position,
      bytes: last - first,
    });
  }
  return found;
}

/** The first piece that ends behind a position. */
function firstBehind(cells: Uint32Array, position: number): number {
  let below = 0;
  let above = cells.length / 3;
  while (below < above) {
    const middle = (below + above) >>> 1;
    if ((cells[3 * middle] ?? 0) + (cells[3 * middle + 2] ?? 0) <= position) below = middle + 1;
    else above = middle;
  }
  return below;
}

/** The first piece that is not in the window that starts with this one. */
function lastInWindow(wanted: readonly Piece[], first: number): number {
  const end = (wanted[first]?.at ?? 0) + WINDOW_BYTES;
  let next = first + 1;
  for (; next < wanted.length; ++next) {
    const { at = 0, bytes = 0 } = wanted[next] ?? {};
    if (at + bytes > end) break;
  }
  return next;
}
