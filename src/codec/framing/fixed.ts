import { integer } from "../../core/check.js";
import { FRAME_BYTES_MAX } from "../../limits.js";
import type { FramingLimits } from "./options.js";

/** Frames of one size. See {@link fixed}. */
export interface FixedFraming extends FramingLimits {
  readonly kind: "fixed";
  readonly size: number;
}

/**
 * Frames of `size` bytes: 1 to 1 GiB.
 *
 * @throws TypeError if it is no number; RangeError if it is out of range.
 */
export function fixed(size: number): FixedFraming {
  integer("size", size, 1, FRAME_BYTES_MAX);
  return Object.freeze({ kind: "fixed", maxFrameBytes: size, onOversize: "close", size });
}
