import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect } from "react";
import type { Gaps } from "../capture/gaps.js";
import type { Snapshot } from "../decode/inspection.js";
import { ByteRow } from "./ByteRow.js";
import { movedInBytes } from "./keys.js";
import { keepFocus } from "./focus.js";
import { useRows } from "./rows.js";
import { useWidth } from "./width.js";

const ROW_HEIGHT = 22;
/** Pixels below which a row has 8 bytes, and from which it has 32. */
const NARROW = 620;
const WIDE = 1180;

function bytesPerRow(width: number): number {
  if (width === 0 || (width >= NARROW && width < WIDE)) return 16;
  return width < NARROW ? 8 : 32;
}

export interface ByteViewProps {
  readonly snapshot: Snapshot;
  readonly gaps: Gaps;
  /** What is shown of the stream. */
  readonly from: number;
  readonly to: number;
  readonly selected: number;
  readonly cursor: number;
  readonly onCursor: (position: number) => void;
}

/** The bytes in hex and as text, coloured by frame. */
export function ByteView(props: ByteViewProps): ReactNode {
  const { snapshot, gaps, from, to, selected, cursor, onCursor } = props;
  const [holder, width] = useWidth();
  const perRow = bytesPerRow(width);
  const rows = useRows(Math.ceil((to - from) / perRow), ROW_HEIGHT);
  const { reveal } = rows;
  useEffect(() => {
    if (cursor >= from && cursor < to) reveal(Math.floor((cursor - from) / perRow));
  }, [cursor, from, to, perRow, reveal]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = { last: to - from - 1, row: perRow, page: perRow * rows.page };
    const target = movedInBytes(event, Math.max(0, cursor - from), steps);
    if (target === undefined || to === from) return;
    event.preventDefault();
    onCursor(from + target);
    reveal(Math.floor(target / perRow));
  };
  const onMouseDown = ({ target }: MouseEvent): void => {
    const position = target instanceof HTMLElement ? target.dataset.position : undefined;
    if (position !== undefined) onCursor(Number(position));
  };
  const rowOfCursor = Math.floor((cursor - from) / perRow);
  const isCursorInSight = cursor >= 0 && rowOfCursor >= rows.first && rowOfCursor < rows.last;
  return (
    <div
      className="grid bytes"
      style={{ "--per-row": perRow }}
      ref={holder}
      role="grid"
      aria-label="Bytes"
      aria-rowcount={Math.ceil((to - from) / perRow)}
      aria-activedescendant={isCursorInSight ? "byte-cursor" : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={keepFocus}
      onMouseDown={onMouseDown}
    >
      <div className="scroller" ref={rows.scroller} tabIndex={-1} role="presentation">
        <div style={{ height: rows.height }} role="presentation">
          <div className="window" style={{ height: rows.viewport }} role="presentation">
            <div style={{ transform: `translateY(${-rows.cut}px)` }} role="presentation">
              {Array.from({ length: rows.last - rows.first }, (_, i) => rows.first + i).map(
                (row) => (
                  <ByteRow
                    key={row}
                    snapshot={snapshot}
                    gaps={gaps}
                    from={from + row * perRow}
                    to={Math.min(to, from + (row + 1) * perRow)}
                    index={row}
                    selected={selected}
                    cursor={row === rowOfCursor ? cursor : undefined}
                  />
                ),
              )}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}
