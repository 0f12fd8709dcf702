import { type KeyboardEvent, memo, type ReactNode, useEffect } from "react";
import type { StreamRow } from "../capture/messages.js";
import { factsOf, missingText } from "../capture/notes.js";
import { keepFocus } from "../view/focus.js";
import { movedInList } from "../view/keys.js";
import { useRows } from "../view/rows.js";

const ROW_HEIGHT = 46;
/** Streams in sight; the rest is scrolled. */
const ROWS_MAX = 4;

export interface StreamListProps {
  readonly streams: readonly StreamRow[];
  readonly chosen: number;
  readonly onChoose: (stream: number) => void;
}

/** The streams of a capture, one of them chosen: a list box, of which only rows in sight are rendered. */
export function StreamList({ streams, chosen, onChoose }: StreamListProps): ReactNode {
  const rows = useRows(streams.length, ROW_HEIGHT);
  const { reveal, viewport } = rows;
  useEffect(() => {
    // Before the height is known, nothing seems to be in sight.
    if (chosen >= 0 && viewport > 0) reveal(chosen);
  }, [chosen, reveal, viewport]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = { last: streams.length - 1, row: 1, page: rows.page };
    const target = movedInList(event, chosen, steps);
    if (target === undefined) return;
    event.preventDefault();
    onChoose(target);
  };
  const isInSight = chosen >= rows.first && chosen < rows.last;
  return (
    <div
      className="streams"
      style={{ height: Math.min(ROWS_MAX, streams.length) * ROW_HEIGHT + 2 }}
      role="listbox"
      aria-label="Streams of the capture"
      aria-activedescendant={isInSight ? `stream-${chosen}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={keepFocus}
    >
      <div className="scroller" ref={rows.scroller} tabIndex={-1} role="presentation">
        <div style={{ height: rows.height }} role="presentation">
          <div className="window" style={{ height: rows.viewport }} role="presentation">
            <div style={{ transform: `translateY(${-rows.cut}px)` }} role="presentation">
              {streams.slice(rows.first, rows.last).map((stream, i) => (
                <StreamOption
                  key={rows.first + i}
                  index={rows.first + i}
                  total={streams.length}
                  stream={stream}
                  isChosen={rows.first + i === chosen}
                  onChoose={onChoose}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

interface StreamOptionProps {
  readonly index: number;
  readonly total: number;
  readonly stream: StreamRow;
  readonly isChosen: boolean;
  readonly onChoose: (stream: number) => void;
}

const StreamOption = memo(function StreamOption(props: StreamOptionProps): ReactNode {
  const { index, total, stream, isChosen, onChoose } = props;
  const { source, target, gaps, missing } = stream;
  return (
    <div
      id={`stream-${index}`}
      className="stream"
      role="option"
      aria-selected={isChosen}
      aria-posinset={index + 1}
      aria-setsize={total}
      title={`${source} → ${target}`}
      onMouseDown={() => onChoose(index)}
    >
      <span className="stream-ends">
        <End end={source} />
        <span className="port"> → </span>
        <End end={target} />
      </span>
      <span className="stream-facts">
        {factsOf(stream)}
        {gaps > 0 && <em>, {missingText(missing, gaps)}</em>}
      </span>
    </div>
  );
});

/** An address that gives way where there is no room, and a port that does not. */
function End({ end }: { readonly end: string }): ReactNode {
  const colon = end.lastIndexOf(":");
  return (
    <>
      <span className="address">{end.slice(0, colon)}</span>
      <span className="port">{end.slice(colon)}</span>
    </>
  );
}
