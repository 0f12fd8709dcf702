import { type KeyboardEvent, memo, type ReactNode, useEffect } from "react";
import { anatomyOf } from "../decode/anatomy.js";
import type { Snapshot } from "../decode/inspection.js";
import { framingAt } from "../decode/stage.js";
import { count, preview, textPreview } from "./bytes-text.js";
import { movedInList } from "./keys.js";
import { keepFocus } from "./focus.js";
import { useRows } from "./rows.js";

const ROW_HEIGHT = 28;
/** Bytes of a frame that a row shows. */
const HEADER_BYTES = 12;
const PAYLOAD_BYTES = 32;

const COLUMNS = [
  { name: "#", title: "Number of the frame" },
  { name: "Offset", title: "Position of its first byte in the stream" },
  { name: "Length", title: "Bytes delivered" },
  { name: "Header", title: "What is in front of the payload, in hex" },
  { name: "Payload", title: "The payload in hex" },
  { name: "Text", title: "The payload as UTF-8" },
];

export interface FramesTableProps {
  readonly snapshot: Snapshot;
  readonly selected: number;
  readonly onSelect: (frame: number) => void;
}

/** All frames, a row each; only those in sight are rendered. */
export function FramesTable({ snapshot, selected, onSelect }: FramesTableProps): ReactNode {
  const { frames } = snapshot;
  const rows = useRows(frames, ROW_HEIGHT);
  const { reveal } = rows;
  useEffect(() => {
    if (selected >= 0) reveal(selected);
  }, [selected, reveal]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = { last: frames - 1, row: 1, page: rows.page };
    const target = movedInList(event, selected, steps);
    if (target === undefined || frames === 0) return;
    event.preventDefault();
    onSelect(target);
    reveal(target);
  };
  const inSight = Array.from({ length: rows.last - rows.first }, (_, i) => rows.first + i);
  const isActiveInSight = selected >= rows.first && selected < rows.last;
  return (
    <div
      className="grid frames"
      role="grid"
      aria-label="Frames"
      aria-rowcount={frames + 1}
      aria-colcount={COLUMNS.length}
      aria-activedescendant={isActiveInSight ? `frame-${selected}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={keepFocus}
    >
      <div className="frames-head" role="row" aria-rowindex={1}>
        {COLUMNS.map(({ name, title }) => (
          <span key={name} role="columnheader" title={title}>
            {name}
          </span>
        ))}
      </div>
      <div className="scroller" ref={rows.scroller} tabIndex={-1} role="presentation">
        <div style={{ height: rows.height }} role="presentation">
          <div className="window" style={{ height: rows.viewport }} role="presentation">
            <div style={{ transform: `translateY(${-rows.cut}px)` }} role="presentation">
              {inSight.map((frame) => (
                <FrameRow
                  key={frame}
                  frame={frame}
                  snapshot={snapshot}
                  isSelected={frame === selected}
                  onSelect={onSelect}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

interface FrameRowProps {
  readonly frame: number;
  readonly snapshot: Snapshot;
  readonly isSelected: boolean;
  readonly onSelect: (frame: number) => void;
}

const FrameRow = memo(function FrameRow(props: FrameRowProps): ReactNode {
  const { frame, snapshot, isSelected, onSelect } = props;
  const { columns, bytes, framing } = snapshot;
  if (framing === undefined || frame >= columns.length) return null;
  const span = columns.span(frame);
  const { bodyFrom, bodyTo } = anatomyOf(framingAt(framing, frame), bytes, span);
  return (
    <div
      id={`frame-${frame}`}
      className={`frame-row hue-${frame % 4}`}
      role="row"
      aria-rowindex={frame + 2}
      aria-selected={isSelected}
      onMouseDown={() => onSelect(frame)}
    >
      <span role="gridcell">{count(frame + 1)}</span>
      <span role="gridcell" title={`0x${span.start.toString(16)}`}>
        {count(span.start)}
      </span>
      <span role="gridcell">{count(span.to - span.from)}</span>
      <span role="gridcell" className="cell-header">
        {preview(bytes, span.start, bodyFrom, HEADER_BYTES)}
      </span>
      <span role="gridcell">{preview(bytes, bodyFrom, bodyTo, PAYLOAD_BYTES)}</span>
      <span role="gridcell">{textPreview(bytes, bodyFrom, bodyTo, PAYLOAD_BYTES)}</span>
    </div>
  );
});
