import type { Framing } from "../../src/codec.js";
import type { Failure } from "../support/outcome.js";
import type { Wire } from "../support/wire.js";

/** A stream and what must come of it, however it is cut. Every stream is followed by its end. */
export interface Vector {
  readonly name: string;
  readonly framing: Framing;
  readonly stream: Wire;
  readonly frames: readonly Wire[];
  /** How many frames over the limit are passed over, the last even if it has no end; by default none. */
  readonly discarded?: number;
  /** Why the stream ended, where it did not end with a frame; by default `limit` is the framing's. */
  readonly failure?: Failure;
}

/** A frame that announces more than its limit, or is longer already. */
export function oversize(offset: number, declared?: number): Failure {
  return { code: "oversize", offset, declared };
}

/** A frame that nothing can make right. */
export function malformed(offset: number, declared?: number): Failure {
  return { code: "malformed", offset, declared };
}

/** A stream that ended `received` bytes into a frame, at least `missing` before its end. */
export function incomplete(offset: number, received: number, missing?: number): Failure {
  return { code: "incomplete", offset, received, missing };
}
