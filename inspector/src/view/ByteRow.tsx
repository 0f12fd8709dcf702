import { memo, type ReactNode } from "react";
import type { Gaps } from "../capture/gaps.js";
import { anatomyOf, roleOf } from "../decode/anatomy.js";
import type { Snapshot } from "../decode/inspection.js";
import { framingAt } from "../decode/stage.js";
import { digits } from "../input/digits.js";
import { character, offsetText } from "./bytes-text.js";

export interface ByteRowProps {
  readonly snapshot: Snapshot;
  readonly gaps: Gaps;
  /** Position of the row's first byte, and of its last + 1. */
  readonly from: number;
  readonly to: number;
  readonly index: number;
  readonly selected: number;
  /** Position of the cursor, if it is in this row. */
  readonly cursor: number | undefined;
}

/** How the bytes of a row look: a class name each. */
function looks(snapshot: Snapshot, from: number, to: number, selected: number): string[] {
  const { columns, framing, bytes, fault } = snapshot;
  const names: string[] = [];
  let frame = columns.rowAt(from);
  let position = from;
  while (position < to) {
    while (frame + 1 < columns.length && columns.span(frame + 1).start <= position) ++frame;
    const next = frame + 1 < columns.length ? columns.span(frame + 1).start : to;
    const span = frame < 0 ? undefined : columns.span(frame);
    const end = Math.min(to, span !== undefined && position < span.end ? span.end : next);
    if (span === undefined || framing === undefined || position >= span.end) {
      for (; position < end; ++position)
        names.push(position === fault?.offset ? "gap fault" : "gap");
      continue;
    }
    const anatomy = anatomyOf(framingAt(framing, frame), bytes, span);
    const look = `hue-${frame % 4}${frame === selected ? " selected" : ""}`;
    for (; position < end; ++position) {
      const edge = position === span.start ? " first" : "";
      names.push(`${look} ${roleOf(anatomy, position)}${edge}`);
    }
  }
  return names;
}

/** What a screen reader says of the byte under the cursor. */
function spoken({ snapshot, gaps, cursor = 0 }: ByteRowProps, look: string): string {
  const role = /header|payload|trailer/.exec(look)?.[0];
  const frame = snapshot.columns.frameAt(cursor) + 1;
  const place = role === undefined ? "no frame" : `${role} of frame ${frame}`;
  const byte = gaps.has(cursor) ? "not captured" : digits(snapshot.bytes[cursor] ?? 0);
  return `${byte}, offset ${cursor}, ${place}`;
}

/** One row of the stream: offset, bytes in hex, bytes as text. */
export const ByteRow = memo(function ByteRow(props: ByteRowProps): ReactNode {
  const { snapshot, gaps, from, to, index, cursor } = props;
  const { bytes } = snapshot;
  const names = looks(snapshot, from, to, props.selected);
  const className = (i: number): string => {
    const mark = from + i === cursor ? " cursor" : "";
    const missing = gaps.has(from + i) ? " missing" : "";
    return `byte ${names[i] ?? "gap"}${missing}${mark}`;
  };
  return (
    <div className="byte-row" role="row" aria-rowindex={index + 1}>
      <span className="byte-offset" role="rowheader">
        {offsetText(from, bytes.length)}
      </span>
      <span className="byte-digits" role="presentation">
        {names.map((_, i) => (
          <span
            key={i}
            id={from + i === cursor ? "byte-cursor" : undefined}
            className={className(i)}
            data-position={from + i}
            aria-label={from + i === cursor ? spoken(props, names[i] ?? "") : undefined}
            role="gridcell"
          >
            {gaps.has(from + i) ? "--" : digits(bytes[from + i] ?? 0)}
          </span>
        ))}
      </span>
      <span className="byte-text" aria-hidden="true">
        {names.map((_, i) => (
          <span key={i} className={className(i)} data-position={from + i}>
            {gaps.has(from + i) ? "-" : character(bytes[from + i] ?? 0)}
          </span>
        ))}
      </span>
    </div>
  );
});
