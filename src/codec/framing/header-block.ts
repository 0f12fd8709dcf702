import { integer } from "../../core/check.js";
import { FRAME_BYTES_DEFAULT, HEADER_BYTES_DEFAULT, HEADER_BYTES_MAX } from "../../limits.js";
import { type FramingLimits, type LimitOptions, limits } from "./options.js";

/** Frames behind header lines with a Content-Length. See {@link headerBlock}. */
export interface HeaderBlockFraming extends FramingLimits {
  readonly kind: "header-block";
  readonly maxHeaderBytes: number;
}

export interface HeaderBlockOptions extends LimitOptions {
  /** Most bytes of a body: by default 8 MiB. */
  readonly maxFrameBytes?: number;
  /** Most bytes of the header, its empty line counted: 1 byte to 1 MiB, by default 8 KiB. */
  readonly maxHeaderBytes?: number;
}

/**
 * A body behind header lines, one of which is its `Content-Length`, and an empty line. Lines end in
 * CR LF, names may be in any case; the body alone is delivered. The encoder writes that one line.
 *
 * Source: the base protocol of the Language Server Protocol, "Header Part"; the Debug Adapter Protocol
 * has the same.
 *
 * @throws TypeError if an option has the wrong type; RangeError if it is out of range.
 */
export function headerBlock(options: HeaderBlockOptions = {}): HeaderBlockFraming {
  const { maxHeaderBytes = HEADER_BYTES_DEFAULT } = options;
  return Object.freeze({
    kind: "header-block",
    ...limits(options, FRAME_BYTES_DEFAULT),
    maxHeaderBytes: integer("maxHeaderBytes", maxHeaderBytes, 1, HEADER_BYTES_MAX),
  });
}
