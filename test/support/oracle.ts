/**
 * A decoder that is slow and obvious: the whole stream in one array, lengths as bigints, nothing kept
 * from one frame to the next. The rules are those of section 6 of the design, one `if` each.
 */
import type {
  FixedFraming,
  FrameStage,
  Framing,
  SimpleFraming,
  SkipStage,
  Stage,
} from "../../src/codec.js";
import { stepDecimal } from "./oracle/decimal.js";
import { stepDelimiter } from "./oracle/delimiter.js";
import { stepHeaderBlock } from "./oracle/header-block.js";
import { stepLengthField } from "./oracle/length-field.js";
import { type Step, incomplete } from "./oracle/step.js";
import { stepVarint } from "./oracle/varint.js";
import type { Failure } from "./outcome.js";

/** A frame, and where its wire bytes start and end in the stream. */
export interface OracleFrame {
  readonly payload: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export interface OracleOutcome {
  readonly frames: readonly OracleFrame[];
  /** Frames over their limit that were passed over, the one counted that the stream ended in. */
  readonly discarded: number;
  readonly failure: Failure | undefined;
}

/** A stream on its way through the oracle. */
interface Progress {
  readonly stream: Uint8Array;
  readonly frames: OracleFrame[];
  at: number;
  discarded: number;
  failure: Failure | undefined;
}

function stepFixed(framing: FixedFraming, rest: Uint8Array): Step {
  const { size } = framing;
  return rest.length < size
    ? incomplete(framing, rest, size)
    : { payload: rest.slice(0, size), size };
}

/** What is at the front of `rest`, which is not empty. */
function stepOf(framing: SimpleFraming, rest: Uint8Array): Step {
  if (framing.kind === "length-field") return stepLengthField(framing, rest);
  if (framing.kind === "varint") return stepVarint(framing, rest);
  if (framing.kind === "delimiter") return stepDelimiter(framing, rest);
  if (framing.kind === "fixed") return stepFixed(framing, rest);
  if (framing.kind === "decimal") return stepDecimal(framing, rest);
  if (framing.kind === "header-block") return stepHeaderBlock(framing, rest);
  return { payload: rest, size: rest.length };
}

function takeFrames(progress: Progress, { framing, frames: most }: FrameStage): void {
  const { stream, frames } = progress;
  for (let count = 0; count < most && progress.at < stream.length; ++count) {
    const step = stepOf(framing, stream.subarray(progress.at));
    // Counted as soon as it is certain: its bytes are passed over as they come.
    if ("discarded" in step) ++progress.discarded;
    if ("code" in step) {
      const { code, declared, limit, received, missing } = step;
      progress.failure = { code, offset: progress.at, declared, limit, received, missing };
      return;
    }
    const start = progress.at;
    progress.at += step.size;
    if ("payload" in step) frames.push({ payload: step.payload, start, end: progress.at });
  }
}

function takeSkip(progress: Progress, { skip }: SkipStage, limit: number): void {
  const { stream, at } = progress;
  const received = stream.length - at;
  if (received >= skip) progress.at += skip;
  // With none of its bytes received the stream has ended behind a frame, as it may.
  else if (received > 0) {
    const missing = skip - received;
    progress.failure = { code: "incomplete", offset: at, limit, received, missing };
  }
}

function stagesOf(framing: Framing): readonly Stage[] {
  return framing.kind === "stages" ? framing.stages : [{ framing, frames: Infinity }];
}

/** Decodes a whole stream from `start` on. */
export function decodeSlowly(framing: Framing, stream: Uint8Array, start = 0): OracleOutcome {
  const progress: Progress = { stream, frames: [], at: start, discarded: 0, failure: undefined };
  for (const stage of stagesOf(framing)) {
    // A stage begins with its first byte.
    if (progress.failure !== undefined || progress.at >= stream.length) break;
    if ("skip" in stage) takeSkip(progress, stage, framing.maxFrameBytes);
    else takeFrames(progress, stage);
  }
  return progress;
}
