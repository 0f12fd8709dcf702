import { expected, flag } from "../../core/check.js";
import { DELIMITERS_MAX, DELIMITER_BYTES_MAX, LINE_BYTES_DEFAULT } from "../../limits.js";
import {
  type FewBytes,
  type FramingLimits,
  type LimitOptions,
  fewBytes,
  limits,
} from "./options.js";

/** Frames that end in a delimiter. See {@link lines} and {@link delimited}. */
export interface DelimiterFraming extends FramingLimits {
  readonly kind: "delimiter";
  /** None of them contains another. The first is what the encoder writes. */
  readonly delimiters: readonly Uint8Array[];
  /** Whether one CR before the delimiter belongs to it. */
  readonly stripsCr: boolean;
  readonly keepsEnding: boolean;
}

export interface LinesOptions extends LimitOptions {
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
    ...limits(options, LINE_BYTES_DEFAULT),
    delimiters: Object.freeze([Uint8Array.of(0x0a)]),
    stripsCr: true,
    keepsEnding: flag("keepEnding", options.keepEnding ?? false),
  });
}

export interface DelimitedOptions extends LimitOptions {
  /** Whether the delimiter is taken off; by default true. */
  readonly strip?: boolean;
  /** Most bytes of a frame, its delimiter not counted: by default 64 KiB. */
  readonly maxFrameBytes?: number;
}

/** One delimiter: a byte as a number, a text as UTF-8, or a Uint8Array; 1..64 bytes. */
export type Delimiter = FewBytes;

/**
 * Frames that end in a delimiter, or in whichever of several comes first.
 *
 * @param delimiter - one, or up to 16. An array of numbers is several delimiters of one byte.
 * @throws TypeError if an argument has the wrong type; RangeError if there are none or too many, one is
 * empty or too long, or one contains another: which of them ended a frame would depend on the cut.
 * @example
 * delimited(0x00); // GELF
 * delimited("\r\n.\r\n"); // the end of a mail in SMTP
 * delimited(["\r\n", ";"]);
 */
export function delimited(
  delimiter: Delimiter | readonly Delimiter[],
  options: DelimitedOptions = {},
): DelimiterFraming {
  const given: readonly unknown[] = Array.isArray(delimiter) ? delimiter : [delimiter];
  if (given.length === 0 || given.length > DELIMITERS_MAX) {
    throw new RangeError(expected("delimiter", `1 to ${DELIMITERS_MAX} delimiters`, delimiter));
  }
  const delimiters = given.map((one) => fewBytes("delimiter", one, 1, DELIMITER_BYTES_MAX));
  checkApart(delimiters);
  return Object.freeze({
    kind: "delimiter",
    ...limits(options, LINE_BYTES_DEFAULT),
    delimiters: Object.freeze(delimiters),
    stripsCr: false,
    keepsEnding: !flag("strip", options.strip ?? true),
  });
}

function checkApart(delimiters: readonly Uint8Array[]): void {
  // Surrounded by commas, bytes as text contain one another exactly as the bytes do.
  const texts = delimiters.map((delimiter) => `,${delimiter.join()},`);
  texts.forEach((text, i) => {
    const inner = texts.findIndex((other, j) => j !== i && text.includes(other));
    if (inner === -1) return;
    const what = `delimiters that do not contain one another (number ${i} contains number ${inner})`;
    throw new RangeError(expected("delimiter", what, delimiters[i]));
  });
}
