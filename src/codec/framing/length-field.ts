import { bytes, expected, flag, integer, oneOf } from "../../core/check.js";
import {
  ADJUSTMENT_MAX,
  FIELD_OFFSET_MAX,
  FIELD_SIZE_MAX,
  FRAME_BYTES_DEFAULT,
  STRIP_BYTES_MAX,
  TRAILER_BYTES_MAX,
} from "../../limits.js";
import { type FramingLimits, type LimitOptions, NOTHING, limits } from "./options.js";

/** Order of the bytes of a length field. */
export type Endian = "big" | "little";

/** A length-field framing, all options filled in. See {@link lengthField}. */
export interface LengthFieldFraming extends FramingLimits {
  readonly kind: "length-field";
  readonly offset: number;
  readonly size: number;
  readonly endian: Endian;
  readonly adjustment: number;
  readonly strip: number;
  readonly signed: boolean;
  readonly trailer: Uint8Array;
  readonly prefix: Uint8Array;
}

export interface LengthFieldOptions extends LimitOptions {
  /** Bytes in front of the length field: 0..255, by default 0. */
  readonly offset?: number;
  /** Bytes of the length field: 1..8, by default 4. */
  readonly size?: number;
  /** Order of its bytes; by default `"big"`. */
  readonly endian?: Endian;
  /** Added to the field's value to get the bytes that follow it: by default 0. */
  readonly adjustment?: number;
  /** Bytes taken off the front before a frame is delivered; by default `offset + size`. */
  readonly strip?: number;
  /** Whether the field is a two's complement number; by default false. */
  readonly signed?: boolean;
  /** Last bytes of every frame, counted in its length; checked and taken off. 1..64 bytes. */
  readonly trailer?: Uint8Array;
  /** What the encoder writes where the decoder strips bytes in front of the length field. */
  readonly prefix?: Uint8Array;
  /** Most bytes that may follow the length field (value + adjustment): by default 8 MiB. */
  readonly maxFrameBytes?: number;
}

/**
 * Frames that say how long they are.
 *
 * ```text
 *   | offset bytes | length: size bytes | value + adjustment bytes, the last of them the trailer |
 *   |<---- strip bytes are taken off the front, the trailer off the end ---->|
 * ```
 *
 * @throws TypeError if an option has the wrong type; RangeError if it is out of range.
 * @example
 * lengthField({ offset: 1, size: 4, adjustment: -4, strip: 0 }); // PostgreSQL: type, length with itself
 */
export function lengthField(options: LengthFieldOptions = {}): LengthFieldFraming {
  const offset = integer("offset", options.offset ?? 0, 0, FIELD_OFFSET_MAX);
  const size = integer("size", options.size ?? 4, 1, FIELD_SIZE_MAX);
  const { trailer } = options;
  const strip = integer("strip", options.strip ?? offset + size, 0, STRIP_BYTES_MAX);
  return Object.freeze({
    kind: "length-field",
    ...limits(options, FRAME_BYTES_DEFAULT),
    offset,
    size,
    endian: oneOf("endian", options.endian ?? "big", ["big", "little"]),
    adjustment: integer("adjustment", options.adjustment ?? 0, -ADJUSTMENT_MAX, ADJUSTMENT_MAX),
    strip,
    signed: flag("signed", options.signed ?? false),
    trailer:
      trailer === undefined ? NOTHING : bytes("trailer", trailer, 1, TRAILER_BYTES_MAX).slice(),
    prefix: prefixOf(options.prefix, Math.min(strip, offset)),
  });
}

/**
 * The bytes that an encoder writes for those that are stripped in front of the length.
 *
 * @throws TypeError if they are no bytes; RangeError if they are not as many as are stripped.
 */
export function prefixOf(prefix: Uint8Array | undefined, stripped: number): Uint8Array {
  if (prefix === undefined) return NOTHING;
  const given = bytes("prefix", prefix, 0, FIELD_OFFSET_MAX).slice();
  if (given.length === stripped) return given;
  const what = `the ${stripped} bytes that are stripped in front of the length`;
  throw new RangeError(expected("prefix", what, prefix));
}

/**
 * Frames behind a length of `size` bytes that does not count itself.
 *
 * @throws TypeError or RangeError as {@link lengthField}.
 * @example
 * lengthPrefixed(2, { endian: "little" });
 */
export function lengthPrefixed(
  size = 4,
  options: Omit<LengthFieldOptions, "size"> = {},
): LengthFieldFraming {
  return lengthField({ ...options, size });
}
