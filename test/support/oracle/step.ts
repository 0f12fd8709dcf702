import type { FramingLimits } from "../../../src/codec.js";
import type { Failure } from "../outcome.js";

/** A frame at the front of the rest of a stream, and how many bytes of the wire it takes. */
export interface Found {
  readonly payload: Uint8Array;
  readonly size: number;
}

/** A frame over its limit that is passed over. */
export interface Discarded {
  readonly discarded: true;
  readonly size: number;
}

/** Why there is no frame; its place is the caller's to know. */
export interface Fault extends Omit<Failure, "offset"> {
  /** The stream ended inside a frame that is being passed over. */
  readonly discarded?: true;
}

/** What one step finds at the front of the rest of a stream. */
export type Step = Found | Discarded | Fault;

const U64_MAX = 2n ** 64n - 1n;

/** A frame that nothing can make right. */
export function malformed({ maxFrameBytes }: FramingLimits, declared?: number): Fault {
  return { code: "malformed", declared, limit: maxFrameBytes };
}

/** A frame over the limit, whatever is done about it elsewhere. */
export function oversize({ maxFrameBytes }: FramingLimits, declared?: number): Fault {
  return { code: "oversize", declared, limit: maxFrameBytes };
}

/** The bytes needed are not all there: how many have come, and how many are known to be missing. */
export function incomplete(
  { maxFrameBytes }: FramingLimits,
  rest: Uint8Array,
  needed?: number | bigint,
): Fault {
  // As a bigint until the last: a length of eight bytes is more than a double can count.
  const missing = needed === undefined ? undefined : Number(BigInt(needed) - BigInt(rest.length));
  return { code: "incomplete", limit: maxFrameBytes, received: rest.length, missing };
}

/** A frame over the limit whose end is known: an error, or passed over with all its bytes. */
export function overLimit(
  framing: FramingLimits,
  rest: Uint8Array,
  wire: bigint,
  declared: number,
): Step {
  if (framing.onOversize === "close") return oversize(framing, declared);
  // What is left to pass over is counted in 64 bits; no stream ever gets there.
  const counted = wire < U64_MAX ? wire : U64_MAX;
  if (wire > BigInt(rest.length)) return { ...incomplete(framing, rest, counted), discarded: true };
  return { discarded: true, size: Number(wire) };
}
