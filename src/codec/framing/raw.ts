import { FRAME_BYTES_MAX } from "../../limits.js";
import type { FramingLimits } from "./options.js";

/** No framing: every chunk is a frame. See {@link raw}. */
export interface RawFraming extends FramingLimits {
  readonly kind: "raw";
}

/** Bytes as they come: each chunk is a frame, an empty one is none. */
export function raw(): RawFraming {
  return Object.freeze({ kind: "raw", maxFrameBytes: FRAME_BYTES_MAX, onOversize: "close" });
}
