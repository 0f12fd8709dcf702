import { useEffect, useSyncExternalStore } from "react";
import type { Capture, CaptureSnapshot } from "../capture/capture.js";
import type { Input } from "./input.js";

/** Looks into every file that is chosen, for packets. */
export function useCapture(capture: Capture, input: Input): CaptureSnapshot {
  const file = input.kind === "file" ? input.file : undefined;
  useEffect(() => {
    if (file === undefined) capture.close();
    else capture.open(file);
  }, [capture, file]);
  return useSyncExternalStore(capture.subscribe, capture.snapshot);
}
