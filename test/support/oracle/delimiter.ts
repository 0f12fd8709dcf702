import type { DelimiterFraming } from "../../../src/codec.js";
import { type Step, incomplete, oversize } from "./step.js";

const CR = 0x0d;

function isAt(delimiter: Uint8Array, bytes: Uint8Array, start: number): boolean {
  return delimiter.every((byte, i) => bytes[start + i] === byte);
}

/** The first delimiter in these bytes. None contains another, so what starts first ends first. */
export function firstDelimiter(
  { delimiters }: DelimiterFraming,
  bytes: Uint8Array,
): { readonly start: number; readonly end: number } | undefined {
  for (let start = 0; start < bytes.length; ++start) {
    const found = delimiters.find((delimiter) => isAt(delimiter, bytes, start));
    if (found !== undefined) return { start, end: start + found.length };
  }
  return undefined;
}

/** Whether bytes without a delimiter may still be the start of a frame within the limit. */
function mayFit(
  { delimiters, stripsCr, maxFrameBytes: limit }: DelimiterFraming,
  rest: Uint8Array,
) {
  if (rest.length <= limit) return true;
  // A last CR is not part of the line if LF follows it; before anything follows it may be either.
  if (stripsCr) return rest.length === limit + 1 && rest.at(-1) === CR;
  const longest = Math.max(...delimiters.map((delimiter) => delimiter.length));
  const first = Math.max(0, rest.length - longest);
  for (let start = first; start <= limit; ++start) {
    const tail = rest.subarray(start);
    const isBegun = (delimiter: Uint8Array) => isAt(delimiter.subarray(0, tail.length), tail, 0);
    if (delimiters.some((one) => one.length > tail.length && isBegun(one))) return true;
  }
  return false;
}

export function stepDelimiter(framing: DelimiterFraming, rest: Uint8Array): Step {
  const { stripsCr, keepsEnding, maxFrameBytes: limit, onOversize } = framing;
  const found = firstDelimiter(framing, rest);
  if (found === undefined) {
    if (mayFit(framing, rest)) return incomplete(framing, rest);
    const passed = { ...incomplete(framing, rest), discarded: true } as const;
    return onOversize === "close" ? oversize(framing) : passed;
  }
  const { start, end } = found;
  const bytes = stripsCr && rest[start - 1] === CR ? start - 1 : start;
  if (bytes > limit) {
    return onOversize === "close" ? oversize(framing) : { discarded: true, size: end };
  }
  return { payload: rest.slice(0, keepsEnding ? end : bytes), size: end };
}
