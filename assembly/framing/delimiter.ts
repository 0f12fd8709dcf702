// Frames that end in one delimiter of at most 8 bytes: lines (LF, one CR before it is not part of the line)
// and most of the others. delimiters.ts has the rest.
//
// 64 bytes are compared with its last one at once; each set bit of the answer is an ending, if what is in front
// of it agrees. What was searched without finding one is never searched again.
import { DELIMITER_DATA, DISCARDS, KEEPS_ENDING, LENGTHS, LIMIT, STRIPS_CR } from "./record";
import { leave } from "./delimiters";
import { END, MODE, PARSED, SEARCHED, SKIPPED } from "../slots";
import { fail } from "./failure";
import { SEEKING, STRAIGHT, discard, positionOf } from "../passing";
import { OVERSIZE } from "../status";

export const CR: u8 = 0x0d;
/** Bytes compared at once. */
export const STEP: usize = 64;
/** Bytes of the longest delimiter that is compared at once. */
export const WORD_BYTES: usize = 8;

/** One bit for each of the 64 bytes at `at` that is the needle. */
function matches(at: usize, needle: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), needle)))) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), needle)))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), needle)))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), needle)))) << 48)
  );
}

/** One bit for each of the 64 bytes at `at` that is this byte. */
export function matchesByte(at: usize, byte: i8): u64 {
  return matches(at, i8x16.splat(byte));
}

/** The bits of the bytes before `end`. */
export function before(bits: u64, at: usize, end: usize): u64 {
  const left = end - at;
  return left < STEP ? bits & (((<u64>1) << (<u64>left)) - 1) : bits;
}

/** The address of the first needle in [at, end), or `end`. */
export function find(at: usize, end: usize, byte: u8): usize {
  const needle = i8x16.splat(<i8>byte);
  for (; at < end; at += STEP) {
    const bits = before(matches(at, needle), at, end);
    if (bits != 0) return at + <usize>ctz(bits);
  }
  return end;
}

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanDelimiter(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  return load<u8>(record + LENGTHS) == 1
    ? scan<u8>(slot, record, table, stride, frames)
    : scan<u64>(slot, record, table, stride, frames);
}

/** For delimiters of one byte, or else of as many as a word has at the most: two loops of one text. */
function scan<Delimiter>(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const end = <usize>load<u32>(slot + END);
  const bytes = <usize>load<u8>(record + LENGTHS);
  const needle = i8x16.splat(load<i8>(record + DELIMITER_DATA + bytes - 1));
  // A delimiter of several bytes is the upper end of a word.
  const shift = (<u64>WORD_BYTES - <u64>bytes) << 3;
  const mask = u64.MAX_VALUE << shift;
  const word = load<u64>(record + DELIMITER_DATA) << shift;
  const stripsCr = load<i32>(record + STRIPS_CR) != 0;
  const limit = <usize>load<u32>(record + LIMIT);
  const sizes = table + stride;
  const ends = sizes + stride;

  let start = <usize>load<u32>(slot + PARSED);
  let at = start + <usize>load<u32>(slot + SEARCHED);
  let n = 0;
  for (; at < end; at += STEP) {
    let bits = before(matches(at, needle), at, end);
    while (bits != 0) {
      const next = at + <usize>ctz(bits) + 1;
      bits &= bits - 1;
      let size = next - start;
      if (sizeof<Delimiter>() > 1) {
        // It may begin in front of the frame; then the delimiter has not come in it.
        if ((load<u64>(next - WORD_BYTES) & mask) != word || size < bytes) continue;
        size -= bytes;
      } else {
        --size;
        if (stripsCr && size != 0 && load<u8>(next - 2) == CR) --size;
      }
      if (size > limit) return refuseEnded(slot, record, start, next, n);
      const cell = (<usize>n) << 2;
      store<u32>(table + cell, <u32>start);
      store<u32>(sizes + cell, <u32>size);
      store<u32>(ends + cell, <u32>next);
      start = next;
      if (++n == frames) return suspend(slot, start, n);
    }
  }
  return leave(slot, record, start, n);
}

/** Makes the ending part of each of the `n` frames in the table, if that is wanted. */
export function keepEndings(record: usize, table: usize, stride: usize, n: i32): i32 {
  if (load<i32>(record + KEEPS_ENDING) == 0) return n;
  const last = table + ((<usize>n) << 2);
  for (let cell = table; cell < last; cell += 4) {
    store<u32>(cell + stride, load<u32>(cell + 2 * stride) - load<u32>(cell));
  }
  return n;
}

/** Nothing is searched at `start`: the table is full, or something else comes first. */
export function suspend(slot: usize, start: usize, n: i32): i32 {
  store<u32>(slot + PARSED, <u32>start);
  store<u32>(slot + SEARCHED, 0);
  return n;
}

/** A frame over the limit whose ending, before `next`, is there. */
export function refuseEnded(slot: usize, record: usize, start: usize, next: usize, n: i32): i32 {
  if (load<i32>(record + DISCARDS) == 0) return stop(slot, record, start, n);
  discard(slot, record, start, NaN);
  return suspend(slot, next, n);
}

/** One whose ending is not there before `next`: what may be the start of one stays. */
export function refuseEndless(slot: usize, record: usize, start: usize, next: usize, n: i32): i32 {
  if (load<i32>(record + DISCARDS) == 0) return stop(slot, record, start, n);
  discard(slot, record, start, NaN);
  store<i32>(slot + MODE, SEEKING);
  store<u64>(slot + SKIPPED, positionOf(slot, start));
  return suspend(slot, next, n);
}

/** How long it would get depends on the cut, so no size is declared. */
function stop(slot: usize, record: usize, start: usize, n: i32): i32 {
  fail(slot, record, OVERSIZE, start, NaN);
  return suspend(slot, start, n);
}
