/** Pixels that an element may be high: browsers stop at about 33 million, and lose precision before. */
const HEIGHT_MAX = 8_000_000;

/** Rows of one height, seen through a scroll bar that may be too short for them. */
export interface Scale {
  /** Height of all rows in pixels. */
  readonly full: number;
  /** Height of what is scrolled. */
  readonly shown: number;
  /** How far the rows can be moved up. */
  readonly topMax: number;
  readonly isExact: boolean;
  /** Top of the rows, in pixels, that a position of the scroll bar stands for; and back. */
  toTop(scroll: number): number;
  toScroll(top: number): number;
}

export function scaleOf(rows: number, rowHeight: number, viewport: number): Scale {
  const full = rows * rowHeight;
  const shown = Math.min(full, HEIGHT_MAX);
  const topMax = Math.max(0, full - viewport);
  const scrollMax = Math.max(0, shown - viewport);
  const ratio = scrollMax === 0 ? 1 : topMax / scrollMax;
  return {
    full,
    shown,
    topMax,
    isExact: full === shown,
    toTop: (scroll) => Math.min(topMax, scroll >= scrollMax ? topMax : scroll * ratio),
    toScroll: (top) => Math.min(scrollMax, top / ratio),
  };
}

/** Where the rows go when the scroll bar has moved: short ways pixel by pixel, long ones by share. */
export function moved(
  scale: Scale,
  top: number,
  from: number,
  to: number,
  viewport: number,
): number {
  const way = to - from;
  const isEdge = to <= 0 || to >= scale.shown - viewport;
  if (scale.isExact || isEdge || Math.abs(way) > viewport) return scale.toTop(to);
  return Math.max(0, Math.min(scale.topMax, top + way));
}
