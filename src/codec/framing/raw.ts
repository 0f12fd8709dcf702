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

/** The boundaries are found by the host: a piece is shown whole, and stays until it is consumed. */
export interface HostFraming extends FramingLimits {
  readonly kind: "host";
}

/** For codecs that find their own boundaries; not for users. */
export function hostFraming(maxFrameBytes: number): HostFraming {
  return Object.freeze({ kind: "host", maxFrameBytes, onOversize: "close" });
}
