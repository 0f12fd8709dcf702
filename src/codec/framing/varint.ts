import { integer } from "../../core/check.js";
import {
  ADJUSTMENT_MAX,
  FIELD_OFFSET_MAX,
  FRAME_BYTES_DEFAULT,
  STRIP_BYTES_MAX,
  VARINT_BYTES_MAX,
} from "../../limits.js";
import { prefixOf } from "./length-field.js";
import { type FramingLimits, type LimitOptions, limits } from "./options.js";

/** A varint framing, all options filled in. See {@link varint}. */
export interface VarintFraming extends FramingLimits {
  readonly kind: "varint";
  readonly offset: number;
  readonly maxBytes: number;
  readonly adjustment: number;
  /** Undefined: all that is in front of the payload, however long the length is. */
  readonly strip: number | undefined;
  readonly prefix: Uint8Array;
}

export interface VarintOptions extends LimitOptions {
  /** Bytes in front of the length: 0..255, by default 0. */
  readonly offset?: number;
  /** Bytes that the length may take: 1..10, by default 5. */
  readonly maxBytes?: number;
  /** Added to the length to get the bytes that follow it: by default 0. */
  readonly adjustment?: number;
  /** Bytes taken off the front before a frame is delivered; by default all up to the payload. */
  readonly strip?: number;
  /** What the encoder writes where the decoder strips bytes in front of the length. */
  readonly prefix?: Uint8Array;
  /** Most bytes that may follow the length (value + adjustment): by default 8 MiB. */
  readonly maxFrameBytes?: number;
}

/**
 * Frames behind a length in LEB128: seven bits a byte, the lowest first, the top bit set in all bytes
 * but the last. Forms longer than needed are taken; `maxBytes` bytes without an end are malformed.
 *
 * @throws TypeError if an option has the wrong type; RangeError if it is out of range.
 * @example
 * varint({ offset: 1, maxBytes: 4, strip: 0 }); // MQTT: a byte of type and flags, then the length
 */
export function varint(options: VarintOptions = {}): VarintFraming {
  const offset = integer("offset", options.offset ?? 0, 0, FIELD_OFFSET_MAX);
  const { strip } = options;
  return Object.freeze({
    kind: "varint",
    ...limits(options, FRAME_BYTES_DEFAULT),
    offset,
    maxBytes: integer("maxBytes", options.maxBytes ?? 5, 1, VARINT_BYTES_MAX),
    adjustment: integer("adjustment", options.adjustment ?? 0, -ADJUSTMENT_MAX, ADJUSTMENT_MAX),
    strip: strip === undefined ? undefined : integer("strip", strip, 0, STRIP_BYTES_MAX),
    prefix: prefixOf(options.prefix, Math.min(strip ?? offset, offset)),
  });
}
