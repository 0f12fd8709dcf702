import type { ReactNode } from "react";
import type { CaptureSnapshot } from "../capture/capture.js";
import type { Snapshot } from "../decode/inspection.js";
import { byteSize, count } from "../view/bytes-text.js";

export interface StatusLineProps {
  readonly snapshot: Snapshot;
  readonly capture: CaptureSnapshot;
}

/** How much was found in how much time; how far it is while it is not done. */
export function StatusLine({ snapshot, capture }: StatusLineProps): ReactNode {
  const isDecoding = snapshot.phase === "running";
  const work = captureWork(capture);
  const { read, total } = work === undefined ? snapshot : capture;
  const isBusy = isDecoding || work !== undefined;
  const share = total === 0 ? 1 : read / total;
  return (
    <div className="status">
      <p role="status" aria-busy={isBusy}>
        {work ?? sentence(snapshot)}
      </p>
      <progress
        aria-label="Decoding"
        className={isBusy ? "" : "resting"}
        max={1}
        value={isBusy ? share : 1}
      />
    </div>
  );
}

/** What is done with a capture before there is a stream to decode. */
function captureWork({ phase, read, total }: CaptureSnapshot): string | undefined {
  if (phase !== "listing") return undefined;
  return `Reading packets: ${byteSize(read)} of ${byteSize(total)} …`;
}

function sentence(snapshot: Snapshot): string {
  const { phase, frames, discarded, read, total } = snapshot;
  if (phase === "empty") return "No bytes yet.";
  if (phase === "failed") return `Could not decode: ${snapshot.problem ?? "unknown"}`;
  const found = `${count(frames)} ${frames === 1 ? "frame" : "frames"}`;
  const skipped = discarded > 0 ? `, ${count(discarded)} discarded` : "";
  if (phase === "running") return `${found}${skipped} in ${byteSize(read)} of ${byteSize(total)} …`;
  return `${found}${skipped} in ${byteSize(total)}${speed(snapshot)}`;
}

function speed({ milliseconds, total, fault }: Snapshot): string {
  // Behind a fault nothing was decoded, and some faults have no place.
  const bytes = fault === undefined ? total : (fault.offset ?? 0);
  // The clock of a browser is coarse: a few kilobytes have no speed.
  if (bytes < 1e5 || milliseconds < 1) return "";
  const rate = bytes / 1e3 / milliseconds;
  return `, decoded in ${count(Math.round(milliseconds))} ms (${count(Math.round(rate))} MB/s)`;
}
