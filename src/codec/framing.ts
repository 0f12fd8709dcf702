import { expected } from "../core/check.js";
import { frameLimit } from "./framing/options.js";
import type { SimpleFraming } from "./framing/simple.js";
import type { Stage, StagesFraming } from "./framing/stages.js";

/** How a stream of bytes is cut into frames: plain data, immutable, good for any number of streams. */
export type Framing = SimpleFraming | StagesFraming;

/** The kinds by their numbers in the core, which are in assembly/framing/record.ts. */
export const KINDS: Readonly<Record<Framing["kind"], number>> = {
  raw: 0,
  "length-field": 1,
  delimiter: 2,
  varint: 3,
  fixed: 4,
  decimal: 5,
  "header-block": 6,
  stages: 7,
  host: 8,
};

/** @throws TypeError if it is not a framing. */
export function checkFraming(framing: Framing): Framing {
  const value: unknown = framing;
  const isFraming = typeof value === "object" && value !== null && "kind" in value;
  if (isFraming && typeof value.kind === "string" && Object.hasOwn(KINDS, value.kind)) {
    return framing;
  }
  throw new TypeError(expected("framing", "a framing such as lengthPrefixed(4)", value));
}

/** The framing with another limit. @throws TypeError if it is none; RangeError if the limit is out of range. */
export function limited(framing: Framing, maxFrameBytes: number | undefined): Framing {
  checkFraming(framing);
  if (maxFrameBytes === undefined) return framing;
  const limit = frameLimit(maxFrameBytes);
  if (framing.kind !== "stages") return limitedSimple(framing, limit);
  const all = framing.stages.map((stage) => limitedStage(stage, limit));
  return Object.freeze({ ...framing, maxFrameBytes: limit, stages: Object.freeze(all) });
}

function limitedStage(stage: Stage, limit: number): Stage {
  if (!("framing" in stage)) return stage;
  return Object.freeze({ ...stage, framing: limitedSimple(stage.framing, limit) });
}

function limitedSimple(framing: SimpleFraming, maxFrameBytes: number): SimpleFraming {
  if (framing.kind === "raw") return framing;
  if (framing.kind !== "fixed") return Object.freeze({ ...framing, maxFrameBytes });
  // All its frames are of one size: a bound below it would let none through.
  if (framing.size <= maxFrameBytes) return framing;
  const what = `at least the ${framing.size} bytes of every frame`;
  throw new RangeError(expected("maxFrameBytes", what, maxFrameBytes));
}
