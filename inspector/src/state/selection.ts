import { useCallback, useState } from "react";
import type { Snapshot } from "../decode/inspection.js";

/** The frame and the byte that are looked at; -1 where there is none. */
export interface Selection {
  readonly frame: number;
  readonly cursor: number;
  readonly selectFrame: (frame: number) => void;
  readonly selectByte: (position: number) => void;
  /** Back to the first frame, for another stream. */
  readonly reset: () => void;
}

/** A frame and a byte of it: choosing the one chooses the other. */
export function useSelection(snapshot: Snapshot): Selection {
  const { columns } = snapshot;
  const [place, setPlace] = useState({ frame: 0, cursor: 0 });
  const selectFrame = useCallback(
    (frame: number) => setPlace({ frame, cursor: columns.span(frame).start }),
    [columns],
  );
  const selectByte = useCallback(
    (cursor: number) => setPlace({ frame: columns.frameAt(cursor), cursor }),
    [columns],
  );
  const reset = useCallback(() => setPlace({ frame: 0, cursor: 0 }), []);
  return {
    frame: place.frame < snapshot.frames ? place.frame : -1,
    cursor: place.cursor < snapshot.bytes.length ? place.cursor : -1,
    selectFrame,
    selectByte,
    reset,
  };
}
