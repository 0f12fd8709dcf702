import { type FrameBatch, FrameDecoder, type Framing } from "../../src/codec.js";
import { IncompleteFrameError, type ProtocolError } from "../../src/errors.js";
import { shown } from "./wire.js";

/** How a stream ended, as data that can be compared. */
export interface Failure {
  readonly code: string;
  readonly offset: number;
  readonly declared?: number | undefined;
  readonly limit?: number | undefined;
  /** Of an incomplete frame only. */
  readonly received?: number | undefined;
  readonly missing?: number | undefined;
}

/** What a decoder makes of a stream: the frames in hex, and why it ended if not at a frame's end. */
export interface Outcome {
  readonly frames: readonly string[];
  /** Frames over their limit that were passed over. */
  readonly discarded: number;
  readonly failure: Failure | undefined;
}

/** Beyond 2^53 doubles are apart, and a sum of two is not the double nearest to it; so are some below. */
function nearly(bytes: number | undefined): number | undefined {
  if (bytes === undefined || Math.abs(bytes) < 2 ** 52) return bytes;
  return Number(bytes.toPrecision(12));
}

/** An outcome as text; without a framing only the bytes count, not how the cuts make them frames. */
export function textOf({ frames, discarded, failure }: Outcome, isRaw = false): string {
  const { code, offset, limit, received } = failure ?? {};
  const declared = nearly(failure?.declared);
  const missing = nearly(failure?.missing);
  const shownFrames = isRaw ? frames.join(" ") : frames;
  const shownFailure = { code, offset, declared, limit, received, missing };
  return JSON.stringify([shownFrames, discarded, shownFailure]);
}

/** How the frames of a batch are read: all three ways must agree. */
export type Reader = (batch: FrameBatch, frames: string[]) => void;

/** By index, piece by piece. */
export const readByIndex: Reader = (batch, frames) => {
  do {
    for (let i = 0; i < batch.length; ++i) {
      const start = batch.offset(i);
      frames.push(shown(batch.memory.subarray(start, start + batch.size(i))));
    }
  } while (batch.more());
};

/** By for...of, which throws the error after the last frame. */
export const readByIteration: Reader = (batch, frames) => {
  try {
    for (const frame of batch) frames.push(shown(frame.bytes()));
  } catch (error) {
    if (error !== batch.error) throw error;
  }
};

/** By copies. */
export const readByCopies: Reader = (batch, frames) => {
  for (const copy of batch.copies()) frames.push(shown(copy));
};

export const readers: readonly Reader[] = [readByIndex, readByIteration, readByCopies];

/** An error as data. */
export function failureOf(error: ProtocolError | undefined): Failure | undefined {
  if (error === undefined) return undefined;
  const { code, offset, declared, limit } = error;
  if (!(error instanceof IncompleteFrameError)) return { code, offset, declared, limit };
  return { code, offset, limit, received: error.received, missing: error.missing };
}

/** Decodes chunks and the end of the stream with a decoder of their own. */
export function outcomeOf(
  framing: Framing,
  chunks: readonly Uint8Array[],
  read: Reader = readByCopies,
): Outcome {
  const decoder = new FrameDecoder(framing);
  const frames: string[] = [];
  let discarded = 0;
  let error: ProtocolError | undefined;
  for (const chunk of chunks) {
    const batch = decoder.push(chunk);
    const before = frames.length;
    read(batch, frames);
    discarded += batch.discarded;
    if (error !== undefined && (frames.length > before || batch.error !== error)) {
      throw new Error("a failed decoder went on");
    }
    error = batch.error;
  }
  const ending = decoder.end();
  if (error !== undefined && ending.error !== error) throw new Error("the end hid the failure");
  error = ending.error;
  decoder.dispose();
  return { frames, discarded, failure: failureOf(error) };
}
