import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { moved, type Scale, scaleOf } from "./scale.js";

/** The rows of a long list that are in sight. */
export interface Rows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Heights in pixels: of the element that is scrolled, and of the window in it. */
  readonly height: number;
  readonly viewport: number;
  /** First and last + 1 row in sight. */
  readonly first: number;
  readonly last: number;
  /** By how many pixels the first one is out of sight. */
  readonly cut: number;
  /** Whole rows that fit. */
  readonly page: number;
  /** Brings this row into sight. */
  readonly reveal: (row: number) => void;
}

/** Pixels that a position may be off when the browser has rounded it. */
const ROUNDING = 1.5;

interface Place {
  /** Pixels of rows above the viewport. */
  readonly top: number;
  /** Whether the scroll bar has to be put where the rows are, once. */
  readonly mustFollow: boolean;
}

/** Only rows in sight are rendered, in a window that stays put: any number of rows can be scrolled. */
export function useRows(count: number, rowHeight: number): Rows {
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useHeight(scroller);
  const [place, setPlace] = useState<Place>({ top: 0, mustFollow: false });
  const scale = scaleOf(count, rowHeight, viewport);
  const top = Math.min(place.top, scale.topMax);
  useScroll(scroller, { scale, top, viewport, place }, setPlace);

  const reveal = useCallback(
    (row: number) => {
      setPlace((before) => {
        const top = revealed(before.top, row * rowHeight, rowHeight, viewport);
        return top === before.top ? before : { top, mustFollow: true };
      });
    },
    [rowHeight, viewport],
  );

  const first = Math.floor(top / rowHeight);
  return {
    scroller,
    height: scale.shown,
    viewport: Math.min(viewport, scale.shown),
    first,
    last: Math.min(count, Math.ceil((top + viewport) / rowHeight)),
    cut: top - first * rowHeight,
    page: Math.max(1, Math.floor(viewport / rowHeight)),
    reveal,
  };
}

/** Near by, the rows move as little as it takes; from far away, the row comes with what surrounds it. */
function revealed(top: number, rowTop: number, rowHeight: number, viewport: number): number {
  const above = top - rowTop;
  const below = rowTop + rowHeight - viewport - top;
  if (above <= 0 && below <= 0) return top;
  if (Math.max(above, below) > viewport) return Math.max(0, rowTop - viewport / 3);
  return above > 0 ? rowTop : top + below;
}

interface ScrollState {
  readonly scale: Scale;
  readonly top: number;
  readonly viewport: number;
  readonly place: Place;
}

/** Keeps rows and scroll bar together: the one that was not moved follows. */
function useScroll(
  scroller: RefObject<HTMLDivElement | null>,
  state: ScrollState,
  setPlace: (place: Place) => void,
): void {
  const latest = useRef(state);
  const known = useRef(0);
  const followed = useRef<Place>(undefined);
  useLayoutEffect(() => {
    latest.current = state;
    const element = scroller.current;
    if (element === null || !state.place.mustFollow || followed.current === state.place) return;
    followed.current = state.place;
    const target = state.scale.toScroll(state.top);
    if (Math.abs(element.scrollTop - target) > ROUNDING) element.scrollTop = target;
    known.current = element.scrollTop;
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onScroll = (): void => {
      const { scale, top, viewport } = latest.current;
      const from = known.current;
      const to = element.scrollTop;
      if (Math.abs(to - from) < ROUNDING && to !== 0) return;
      known.current = to;
      const next = moved(scale, top, from, to, viewport);
      // The next event may come before the rows are rendered there.
      latest.current = { ...latest.current, top: next };
      setPlace({ top: next, mustFollow: false });
    };
    // Small steps move the rows further than the bar; when it rests, it is put right.
    const onEnd = (): void => {
      if (!latest.current.scale.isExact) setPlace({ top: latest.current.top, mustFollow: true });
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    element.addEventListener("scrollend", onEnd);
    return () => {
      element.removeEventListener("scroll", onScroll);
      element.removeEventListener("scrollend", onEnd);
    };
  }, [scroller, setPlace]);
}

/** Height of what is inside the scroller's borders, as it changes. */
function useHeight(scroller: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void => setHeight(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return height;
}
