import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Capture, CaptureSnapshot } from "../capture/capture.js";
import type { Inspection, Snapshot } from "../decode/inspection.js";
import { SAMPLES } from "../input/samples.js";
import { useCapture } from "./capture.js";
import { BY_HAND, type Choice, type Resolved, resolve } from "./choice.js";
import { hashOf, type Shared, sharedOf, sharedSample } from "./hash.js";
import { type Captured, type Input, type Source, sourceOf } from "./input.js";
import { type Selection, useSelection } from "./selection.js";

/** All that the page shows, and how it is changed. */
export interface PageState {
  readonly input: Input;
  readonly choice: Choice;
  readonly source: Source;
  readonly resolved: Resolved;
  readonly snapshot: Snapshot;
  readonly selection: Selection;
  readonly capture: CaptureSnapshot;
  readonly setInput: (input: Input) => void;
  readonly setChoice: (choice: Choice) => void;
  /** Chooses a stream of a capture. */
  readonly chooseStream: (stream: number) => void;
}

/** What works beside the page. */
export interface Backstage {
  readonly inspection: Inspection;
  readonly captures: Capture;
}

/** How long the address waits for the next change. */
const ADDRESS_MS = 200;
const NO_TEXT = { kind: "text", text: "", format: "auto" } as const satisfies Input;

function initial(): Shared {
  const [sample] = SAMPLES;
  const first = sample === undefined ? { choice: BY_HAND, input: NO_TEXT } : sharedSample(sample);
  return sharedOf(location.hash) ?? first;
}

export function usePage({ inspection, captures }: Backstage): PageState {
  const [shared, setShared] = useState(initial);
  const { choice, input = NO_TEXT } = shared;
  const capture = useCapture(captures, input);
  const source = useSource(input, capture);
  const resolved = useMemo(() => resolve(choice), [choice]);
  const snapshot = useSyncExternalStore(inspection.subscribe, inspection.snapshot);
  const selection = useSelection(snapshot);
  useRun(inspection, source, resolved, selection.reset);
  useHash(shared, setShared);
  return {
    input,
    choice,
    source,
    resolved,
    snapshot,
    selection,
    capture,
    setInput: (next) => setShared((before) => ({ ...before, input: next })),
    setChoice: (next) => setShared((before) => ({ ...before, choice: next })),
    chooseStream: (stream) => captures.choose(stream),
  };
}

/** Stays the same while only the progress of a capture changes. */
function useSource(input: Input, { phase, file, chosen, stream }: Captured): Source {
  return useMemo(
    () => sourceOf(input, { phase, file, chosen, stream }),
    [input, phase, file, chosen, stream],
  );
}

/** Decodes whenever the bytes or the framing change. A framing with a fault leaves all as it was. */
function useRun(
  inspection: Inspection,
  source: Source,
  resolved: Resolved,
  reset: () => void,
): void {
  useEffect(() => {
    if ("problem" in source) inspection.clear();
    else if (source.bytes !== undefined && !("problem" in resolved)) {
      inspection.start(source.bytes, resolved.framing);
      reset();
    }
  }, [inspection, source, resolved, reset]);
}

/** Keeps the address in step, so that it can be shared; and follows one that is pasted over it. */
function useHash(shared: Shared, setShared: (shared: Shared) => void): void {
  useEffect(() => {
    // Browsers allow few changes of the address in a short time: not one a key.
    const timer = setTimeout(() => {
      history.replaceState(null, "", `#${hashOf(shared)}`);
    }, ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [shared]);
  useEffect(() => {
    const onHashChange = (): void => {
      const next = sharedOf(location.hash);
      if (next !== undefined) setShared(next);
    };
    addEventListener("hashchange", onHashChange);
    return () => removeEventListener("hashchange", onHashChange);
  }, [setShared]);
}
