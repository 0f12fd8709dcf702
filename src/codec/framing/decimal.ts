import { expected } from "../../core/check.js";
import { FRAME_BYTES_DEFAULT, TRAILER_BYTES_MAX } from "../../limits.js";
import {
  type FewBytes,
  type FramingLimits,
  type LimitOptions,
  NOTHING,
  fewBytes,
  limits,
} from "./options.js";

/** Frames behind a decimal length. See {@link decimal}. */
export interface DecimalFraming extends FramingLimits {
  readonly kind: "decimal";
  /** The byte behind the digits. */
  readonly separator: number;
  readonly trailer: Uint8Array;
}

export interface DecimalOptions extends LimitOptions {
  /** The one byte between digits and payload, no digit itself. */
  readonly separator: FewBytes;
  /** Last bytes of every frame, not counted in its length; checked and taken off. 1..64 bytes. */
  readonly trailer?: FewBytes;
  /** Most bytes of a payload: by default 8 MiB. */
  readonly maxFrameBytes?: number;
}

/**
 * Frames behind their length in ASCII digits, without leading zeros, and a separator:
 * `11 hello world`. The length counts the payload alone.
 *
 * @throws TypeError if an option has the wrong type; RangeError if it is out of range, or the separator
 * is a digit or not one byte.
 * @example
 * decimal({ separator: " " }); // syslog over TCP, octet counting (RFC 6587, 3.4.1)
 * decimal({ separator: ":", trailer: "," }); // netstring
 */
export function decimal(options: DecimalOptions): DecimalFraming {
  const { trailer } = options;
  const [separator = 0] = fewBytes("separator", options.separator, 1, 1);
  if (separator >= 0x30 && separator <= 0x39) {
    throw new RangeError(expected("separator", "a byte that is no digit", options.separator));
  }
  return Object.freeze({
    kind: "decimal",
    ...limits(options, FRAME_BYTES_DEFAULT),
    separator,
    trailer: trailer === undefined ? NOTHING : fewBytes("trailer", trailer, 1, TRAILER_BYTES_MAX),
  });
}
