import type { ReactNode } from "react";
import { anatomyOf } from "../decode/anatomy.js";
import type { Snapshot } from "../decode/inspection.js";
import { framingAt } from "../decode/stage.js";
import { hexOf } from "../input/digits.js";
import { byteSize, count, preview, textPreview } from "../view/bytes-text.js";
import { CopyButton } from "./CopyButton.js";

/** Bytes shown here; all of them are in the view of the bytes. */
const HEX_BYTES = 256;
const TEXT_BYTES = 2048;

export interface FrameDetailProps {
  readonly snapshot: Snapshot;
  readonly frame: number;
}

/** The selected frame, part by part. */
export function FrameDetail({ snapshot, frame }: FrameDetailProps): ReactNode {
  const { framing, columns, bytes } = snapshot;
  if (frame < 0 || framing === undefined) {
    return (
      <section className="detail" aria-label="Selected frame">
        <p className="note">{snapshot.frames === 0 ? "No frames." : "No frame is selected."}</p>
      </section>
    );
  }
  const span = columns.span(frame);
  const { bodyFrom, bodyTo } = anatomyOf(framingAt(framing, frame), bytes, span);
  const parts = [
    { name: "Header", role: "header", from: span.start, to: bodyFrom },
    { name: "Payload", role: "payload", from: bodyFrom, to: bodyTo },
    { name: "Trailer", role: "trailer", from: bodyTo, to: span.end },
  ].filter(({ name, from, to }) => to > from || name === "Payload");
  return (
    <section className="detail" aria-label="Selected frame">
      <div className="panel-head">
        <h2>Frame {count(frame + 1)}</h2>
        <span className="note">
          at {count(span.start)} (0x{span.start.toString(16)}), {byteSize(span.end - span.start)} on
          the wire, {byteSize(span.to - span.from)} delivered
        </span>
        <CopyButton label="Copy as hex" text={() => hexOf(bytes.subarray(span.start, span.end))} />
      </div>
      <dl className={`parts hue-${frame % 4}`} tabIndex={0} aria-label="Parts of the frame">
        {parts.map(({ name, role, from, to }) => (
          <div key={name}>
            <dt>
              {name} <span className="note">{byteSize(to - from)}</span>
            </dt>
            <dd>
              <span className={`byte ${role}`}>{preview(bytes, from, to, HEX_BYTES)}</span>
            </dd>
          </div>
        ))}
        <div>
          <dt>Text</dt>
          <dd>{textPreview(bytes, bodyFrom, bodyTo, TEXT_BYTES)}</dd>
        </div>
      </dl>
    </section>
  );
}
