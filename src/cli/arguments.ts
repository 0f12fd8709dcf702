import { InvalidArgumentError } from "commander";
import { byteSize } from "../core/check.js";
import { FRAME_BYTES_MAX } from "../limits.js";

/** A parser of whole numbers between two bounds. It throws InvalidArgumentError for anything else. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Bytes of a frame: `65536`, `64KiB`, `"8 MiB"`. @throws InvalidArgumentError for anything else. */
export function frameBytes(text: string): number {
  try {
    const size = /^\d+$/.test(text) ? Number(text) : text;
    return byteSize("size", size, 0, FRAME_BYTES_MAX);
  } catch {
    throw new InvalidArgumentError(
      'It must be a size such as 65536, 64KiB or "8 MiB", up to 1 GiB.',
    );
  }
}
