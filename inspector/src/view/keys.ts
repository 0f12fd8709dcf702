/** Where a key takes the cursor of a grid: undefined if it is none that moves. */
export interface Steps {
  readonly last: number;
  /** Cells of a row, and of a page. */
  readonly row: number;
  readonly page: number;
}

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** In a list, Home and End go to its ends. */
export function movedInList(key: Key, at: number, { last, page }: Steps): number | undefined {
  if (key.altKey || key.ctrlKey || key.metaKey) return undefined;
  const target = LIST_MOVES[key.key]?.(at, page, last);
  return target === undefined ? undefined : within(target, last);
}

/** In rows of bytes, Home and End go to the ends of the row, with Ctrl to those of the stream. */
export function movedInBytes(key: Key, at: number, steps: Steps): number | undefined {
  if (key.altKey) return undefined;
  const target = byteTarget(key, at, steps);
  return target === undefined ? undefined : within(target, steps.last);
}

const LIST_MOVES: Readonly<Record<string, (at: number, page: number, last: number) => number>> = {
  ArrowUp: (at) => at - 1,
  ArrowDown: (at) => at + 1,
  PageUp: (at, page) => at - page,
  PageDown: (at, page) => at + page,
  Home: () => 0,
  End: (_at, _page, last) => last,
};

function byteTarget(key: Key, at: number, { last, row, page }: Steps): number | undefined {
  const isFar = key.ctrlKey || key.metaKey;
  switch (key.key) {
    case "ArrowLeft":
      return at - 1;
    case "ArrowRight":
      return at + 1;
    case "ArrowUp":
      return at >= row ? at - row : at;
    case "ArrowDown":
      return at + row <= last ? at + row : at;
    case "PageUp":
      return at >= page ? at - page : at % row;
    case "PageDown":
      return at + page;
    case "Home":
      return isFar ? 0 : at - (at % row);
    case "End":
      return isFar ? last : at - (at % row) + row - 1;
    default:
      return undefined;
  }
}

function within(target: number, last: number): number {
  return Math.max(0, Math.min(last, target));
}
