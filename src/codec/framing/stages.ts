import { bytes, expected, integer } from "../../core/check.js";
import { FRAMES_PER_STAGE_MAX, FRAME_BYTES_MAX, STAGES_MAX } from "../../limits.js";
import { type FramingLimits, NOTHING } from "./options.js";
import type { SimpleFraming } from "./simple.js";

/** So many frames under a framing. */
export interface FrameStage {
  readonly framing: SimpleFraming;
  /** After how many frames the next stage begins. */
  readonly frames: number;
}

/** So many bytes that are passed over. */
export interface SkipStage {
  readonly skip: number;
  /** What the encoder writes there; empty if it is not known. */
  readonly content: Uint8Array;
}

export type Stage = FrameStage | SkipStage;

/** A stream whose framing changes on the way. See {@link stages}. */
export interface StagesFraming extends FramingLimits {
  readonly kind: "stages";
  readonly stages: readonly Stage[];
}

export type StageOptions =
  | {
      readonly framing: SimpleFraming;
      /** After how many the next stage begins: 1 to 2^31 - 1, by default 1. The last one lasts. */
      readonly frames?: number;
    }
  | {
      /** How many bytes are passed over; or the very bytes, which an encoder then writes. */
      readonly skip: number | Uint8Array;
    };

/**
 * One stage after the other: so many bytes passed over, or so many frames under one framing. The last
 * stage is a framing, and lasts for the rest of the stream. A frame that is discarded counts.
 *
 * @throws TypeError if a stage is none, or is in stages itself; RangeError if there are none or too
 * many, the last is no framing, or a number is out of range.
 * @example
 * stages([{ skip: 68 }, { framing: lengthPrefixed(4) }]); // BitTorrent: a handshake, then messages
 */
export function stages(list: readonly StageOptions[]): StagesFraming {
  const given: unknown = list;
  if (!Array.isArray(given)) throw new TypeError(expected("stages", "an array of stages", given));
  const all = list.map((stage, i) => stageOf(stage, i === list.length - 1));
  const last = all.at(-1);
  if (last === undefined || !("framing" in last) || all.length > STAGES_MAX) {
    throw new RangeError(expected("stages", `1 to ${STAGES_MAX}, the last a framing`, list));
  }
  const bounds = all.map((stage) => ("framing" in stage ? stage.framing.maxFrameBytes : 0));
  return Object.freeze({
    kind: "stages",
    maxFrameBytes: Math.max(...bounds),
    onOversize: last.framing.onOversize,
    stages: Object.freeze(all),
  });
}

function stageOf(stage: StageOptions, isLast: boolean): Stage {
  const value: unknown = stage;
  if (typeof value !== "object" || value === null) {
    throw new TypeError(expected("stage", "a framing or bytes to skip", value));
  }
  if ("skip" in stage) return Object.freeze(skipOf(stage.skip));
  const { framing, frames = isLast ? Infinity : 1 } = stage;
  const kind: unknown = (framing as { kind?: unknown } | undefined)?.kind;
  if (typeof kind !== "string" || kind === "stages") {
    throw new TypeError(expected("stage", "a framing that has no stages itself", framing));
  }
  if (!isLast || frames !== Infinity) integer("frames", frames, 1, FRAMES_PER_STAGE_MAX);
  return Object.freeze({ framing, frames: isLast ? Infinity : frames });
}

function skipOf(skip: unknown): SkipStage {
  if (skip instanceof Uint8Array) {
    const content = bytes("skip", skip, 0, FRAME_BYTES_MAX).slice();
    return { skip: content.length, content };
  }
  return { skip: integer("skip", skip, 0, FRAME_BYTES_MAX), content: NOTHING };
}
