/**
 * Streams whose framing changes on the way, decoded by the product and by the oracle. What is discarded
 * is not counted: a batch counts for the scan that was made of it, not for the one that took its place.
 */
import { type FrameBatch, FrameDecoder, type Framing, ProtocolError } from "../../src/codec.js";
import { decodeSlowly } from "./oracle.js";
import { type Outcome, failureOf } from "./outcome.js";
import { shown } from "./wire.js";

/** A framing, and after how many of its frames the next one takes over. */
export interface Stage {
  readonly framing: Framing;
  readonly frames: number;
}

/** Decodes chunks, switching in the middle of each walk, behind the frame being looked at. */
export function decodeSwitching(stages: readonly Stage[], chunks: readonly Uint8Array[]): Outcome {
  const [first, ...rest] = stages;
  if (first === undefined) throw new RangeError("a stream has a framing");
  const decoder = new FrameDecoder(first.framing);
  const frames: string[] = [];
  let left = first.frames;
  const walk = (batch: FrameBatch): void => {
    for (const frame of batch) {
      frames.push(shown(frame.bytes()));
      const next = --left > 0 ? undefined : rest.shift();
      if (next === undefined) continue;
      left = next.frames;
      walk(decoder.switchTo(next.framing, frame));
    }
  };
  for (const chunk of chunks) {
    try {
      walk(decoder.push(chunk));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
  const { error } = decoder.end();
  decoder.dispose();
  return { frames, discarded: 0, failure: failureOf(error) };
}

/** The same by the oracle: each framing decodes the whole rest, and its surplus is forgotten. */
export function decodeSwitchingSlowly(stages: readonly Stage[], stream: Uint8Array): Outcome {
  const frames: string[] = [];
  let at = 0;
  for (const [i, { framing, frames: count }] of stages.entries()) {
    const found = decodeSlowly(framing, stream, at);
    const isLast = i === stages.length - 1 || found.frames.length < count;
    const counted = isLast ? found.frames : found.frames.slice(0, count);
    frames.push(...counted.map(({ payload }) => shown(payload)));
    if (isLast) return { frames, discarded: 0, failure: found.failure };
    at = counted.at(-1)?.end ?? at;
  }
  return { frames, discarded: 0, failure: undefined };
}
