import type { ReactNode } from "react";
import type { Gaps } from "../capture/gaps.js";
import type { Snapshot } from "../decode/inspection.js";
import type { Selection } from "../state/selection.js";
import { ByteView } from "../view/ByteView.js";
import { Segments } from "./Segments.js";

export interface BytesPanelProps {
  readonly snapshot: Snapshot;
  /** Bytes of the stream that were not captured. */
  readonly gaps: Gaps;
  readonly selection: Selection;
  readonly isOneFrame: boolean;
  readonly onOneFrame: (isOneFrame: boolean) => void;
}

const RANGES = ["stream", "frame"] as const;
const NAMES = { stream: "All bytes", frame: "Selected frame" };

/** The bytes of the stream, or of the selected frame alone, and what their looks mean. */
export function BytesPanel(props: BytesPanelProps): ReactNode {
  const { snapshot, gaps, selection, isOneFrame, onOneFrame } = props;
  const { columns, bytes } = snapshot;
  const { frame, cursor, selectByte } = selection;
  const span = isOneFrame && frame >= 0 ? columns.span(frame) : { start: 0, end: bytes.length };
  return (
    <section className="bytes-panel" aria-label="Bytes of the stream">
      <div className="panel-head">
        <h2>Bytes</h2>
        <Legend hasGaps={gaps.length > 0} />
        <Segments
          label="Which bytes"
          options={RANGES}
          names={NAMES}
          chosen={isOneFrame ? "frame" : "stream"}
          onChoose={(range) => onOneFrame(range === "frame")}
        />
      </div>
      <ByteView
        snapshot={snapshot}
        gaps={gaps}
        from={span.start}
        to={span.end}
        selected={frame}
        cursor={cursor}
        onCursor={selectByte}
      />
    </section>
  );
}

function Legend({ hasGaps }: { readonly hasGaps: boolean }): ReactNode {
  return (
    <p className="legend hue-0">
      <span className="byte header">header</span>
      <span className="byte payload">payload</span>
      <span className="byte trailer">trailer</span>
      <span className="byte gap">no frame</span>
      {hasGaps && <span className="byte missing">not captured</span>}
    </p>
  );
}
