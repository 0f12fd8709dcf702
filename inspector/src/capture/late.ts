/** Bytes of a stream: where they belong in it, and where they are in the file. */
export interface Piece {
  readonly position: number;
  readonly at: number;
  readonly bytes: number;
}

/**
 * Fills gaps between pieces, which are in order, with what came after they were given up. Pieces are three numbers
 * each: position, offset in the file, bytes.
 */
export function filled(pieces: readonly number[], late: readonly Piece[]): number[] {
  const waiting = late.toSorted((one, other) => one.position - other.position);
  const result: number[] = [];
  let end = -Infinity;
  let next = 0;
  for (let i = 0; i < pieces.length; i += 3) {
    const position = pieces[i] ?? 0;
    for (let piece = waiting[next]; piece !== undefined; piece = waiting[++next]) {
      const from = Math.max(piece.position, end);
      const to = Math.min(piece.position + piece.bytes, position);
      if (to > from) {
        result.push(from, piece.at + from - piece.position, to - from);
        end = to;
      }
      // The rest of it may fill the next gap.
      if (piece.position + piece.bytes > position) break;
    }
    result.push(position, pieces[i + 1] ?? 0, pieces[i + 2] ?? 0);
    end = position + (pieces[i + 2] ?? 0);
  }
  return result;
}
