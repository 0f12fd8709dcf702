import { bytes, integer, oneOf } from "../../core/check.js";
import { FRAME_BYTES_MAX } from "../../limits.js";

/** What happens to a frame over the limit: the stream ends there, or exactly that frame is skipped. */
export type OversizePolicy = "close" | "discard";

/** What every framing has. */
export interface FramingLimits {
  /** Most payload bytes of a frame. */
  readonly maxFrameBytes: number;
  readonly onOversize: OversizePolicy;
}

export interface LimitOptions {
  /** Most payload bytes of a frame: 0 to 1 GiB. */
  readonly maxFrameBytes?: number;
  /** What happens to a larger one; by default `"close"`: it is an error, and final. */
  readonly onOversize?: OversizePolicy;
}

export const NOTHING: Uint8Array = new Uint8Array(0);

const POLICIES: readonly OversizePolicy[] = ["close", "discard"];

/** @throws TypeError or RangeError naming the option. */
export function limits(options: LimitOptions, byDefault: number): FramingLimits {
  return {
    maxFrameBytes: frameLimit(options.maxFrameBytes ?? byDefault),
    onOversize: oneOf("onOversize", options.onOversize ?? "close", POLICIES),
  };
}

/** @throws TypeError or RangeError naming the option. */
export function frameLimit(value: number): number {
  return integer("maxFrameBytes", value, 0, FRAME_BYTES_MAX);
}

/** A few bytes, as a number for one, a text as UTF-8, or themselves. */
export type FewBytes = number | string | Uint8Array;

/**
 * The bytes, a copy.
 *
 * @throws TypeError if it is neither a number, a text nor a Uint8Array; RangeError if there are too
 * few or too many.
 */
export function fewBytes(name: string, value: unknown, least: number, most: number): Uint8Array {
  if (typeof value === "number") return Uint8Array.of(integer(name, value, 0, 255));
  if (typeof value === "string") return bytes(name, new TextEncoder().encode(value), least, most);
  return bytes(name, value, least, most).slice();
}
