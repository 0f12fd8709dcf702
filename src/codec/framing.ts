import { bytes, expected, flag, integer, oneOf } from "../core/check.js";
import {
  ADJUSTMENT_MAX,
  FIELD_OFFSET_MAX,
  FIELD_SIZE_MAX,
  FRAME_BYTES_DEFAULT,
  FRAME_BYTES_MAX,
  LINE_BYTES_DEFAULT,
  STRIP_BYTES_MAX,
  TRAILER_BYTES_MAX,
} from "../limits.js";

/** Order of the bytes of a length field. */
export type Endian = "big" | "little";

/** A length-field framing, all options filled in. See {@link lengthField}. */
export interface LengthFieldFraming {
  readonly kind: "length-field";
  readonly maxFrameBytes: number;
  readonly offset: number;
  readonly size: number;
  readonly endian: Endian;
  readonly adjustment: number;
  readonly strip: number;
  readonly signed: boolean;
  readonly trailer: Uint8Array;
  readonly prefix: Uint8Array;
}

/** Frames that end in one byte. See {@link lines} and {@link delimited}. */
export interface DelimiterFraming {
  readonly kind: "delimiter";
  readonly maxFrameBytes: number;
  readonly byte: number;
  readonly stripsCr: boolean;
  readonly keepsEnding: boolean;
}

/** No framing: every chunk is a frame. See {@link raw}. */
export interface RawFraming {
  readonly kind: "raw";
  readonly maxFrameBytes: number;
}

/** How a stream of bytes is cut into frames: plain data, immutable, good for any number of streams. */
export type Framing = LengthFieldFraming | DelimiterFraming | RawFraming;

export interface LengthFieldOptions {
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

const NOTHING: Uint8Array = new Uint8Array(0);

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
  const { trailer, prefix } = options;
  const framing: LengthFieldFraming = {
    kind: "length-field",
    maxFrameBytes: limit(options.maxFrameBytes, FRAME_BYTES_DEFAULT),
    offset,
    size,
    endian: oneOf("endian", options.endian ?? "big", ["big", "little"]),
    adjustment: integer("adjustment", options.adjustment ?? 0, -ADJUSTMENT_MAX, ADJUSTMENT_MAX),
    strip: integer("strip", options.strip ?? offset + size, 0, STRIP_BYTES_MAX),
    signed: flag("signed", options.signed ?? false),
    trailer:
      trailer === undefined ? NOTHING : bytes("trailer", trailer, 1, TRAILER_BYTES_MAX).slice(),
    prefix: prefix === undefined ? NOTHING : bytes("prefix", prefix, 0, FIELD_OFFSET_MAX).slice(),
  };
  const stripped = Math.min(framing.strip, offset);
  if (prefix !== undefined && prefix.length !== stripped) {
    const what = `the ${stripped} bytes that are stripped in front of the length field`;
    throw new RangeError(expected("prefix", what, prefix));
  }
  return Object.freeze(framing);
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

export interface LinesOptions {
  /** Most bytes of a line, its ending not counted: by default 64 KiB. */
  readonly maxFrameBytes?: number;
  /** Whether lines are delivered with their LF or CR LF; by default false. */
  readonly keepEnding?: boolean;
}

/**
 * Lines that end in LF; one CR before it belongs to the ending.
 *
 * @throws TypeError if an option has the wrong type; RangeError if it is out of range.
 */
export function lines(options: LinesOptions = {}): DelimiterFraming {
  return Object.freeze({
    kind: "delimiter",
    maxFrameBytes: limit(options.maxFrameBytes, LINE_BYTES_DEFAULT),
    byte: 0x0a,
    stripsCr: true,
    keepsEnding: flag("keepEnding", options.keepEnding ?? false),
  });
}

export interface DelimitedOptions {
  /** Whether the delimiter is taken off; by default true. */
  readonly strip?: boolean;
  /** Most bytes of a frame, its delimiter not counted: by default 64 KiB. */
  readonly maxFrameBytes?: number;
}

/**
 * Frames that end in one byte, given as a number, a character or a Uint8Array.
 *
 * @throws TypeError if an argument has the wrong type; RangeError if the delimiter is not one byte.
 * @example
 * delimited(0x00); // GELF
 */
export function delimited(
  delimiter: number | string | Uint8Array,
  options: DelimitedOptions = {},
): DelimiterFraming {
  return Object.freeze({
    kind: "delimiter",
    maxFrameBytes: limit(options.maxFrameBytes, LINE_BYTES_DEFAULT),
    byte: delimiterByte(delimiter),
    stripsCr: false,
    keepsEnding: !flag("strip", options.strip ?? true),
  });
}

/** Bytes as they come: each chunk is a frame, an empty one is none. */
export function raw(): RawFraming {
  return Object.freeze({ kind: "raw", maxFrameBytes: FRAME_BYTES_MAX });
}

const KINDS: readonly unknown[] = ["length-field", "delimiter", "raw"];

/** @throws TypeError if it is not a framing. */
export function checkFraming(framing: Framing): Framing {
  const value: unknown = framing;
  const isFraming = typeof value === "object" && value !== null && "kind" in value;
  if (isFraming && KINDS.includes(value.kind)) return framing;
  throw new TypeError(expected("framing", "a framing such as lengthPrefixed(4)", value));
}

/** The framing with another limit. @throws TypeError if it is none; RangeError if the limit is out of range. */
export function limited(framing: Framing, maxFrameBytes: number | undefined): Framing {
  checkFraming(framing);
  if (maxFrameBytes === undefined) return framing;
  return Object.freeze({ ...framing, maxFrameBytes: limit(maxFrameBytes, 0) });
}

function delimiterByte(delimiter: unknown): number {
  if (typeof delimiter === "number") return integer("delimiter", delimiter, 0, 255);
  const given = typeof delimiter === "string" ? new TextEncoder().encode(delimiter) : delimiter;
  return bytes("delimiter", given, 1, 1)[0] ?? 0;
}

function limit(value: number | undefined, byDefault: number): number {
  return integer("maxFrameBytes", value ?? byDefault, 0, FRAME_BYTES_MAX);
}
