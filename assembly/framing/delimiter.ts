// Frames that end in one byte: lines (LF, one CR before it is not part of the line) and delimited.
// delimiters.ts has the others.
//
// 64 bytes are compared at once; each set bit of the answer is an ending. What was searched without
// finding one is never searched again.
import { BYTE, DISCARDS, KEEPS_ENDING, LIMIT, STRIPS_CR } from "./record";
import { END, MODE, PARSED, SEARCHED, SKIPPED } from "../slots";
import { fail } from "./failure";
import { SEEKING, STRAIGHT, discard, positionOf } from "../passing";
import { OVERSIZE } from "../status";

const CR: u8 = 0x0d;
/** Bytes compared at once. */
export const STEP: usize = 64;

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
  const end = <usize>load<u32>(slot + END);
  const needle = i8x16.splat(load<i8>(record + BYTE));
  const stripsCr = load<i32>(record + STRIPS_CR) != 0;
  const keepsEnding = load<i32>(record + KEEPS_ENDING) != 0;
  const limit = <usize>load<u32>(record + LIMIT);
  const sizes = table + stride;
  const ends = sizes + stride;

  let start = <usize>load<u32>(slot + PARSED);
  let at = start + <usize>load<u32>(slot + SEARCHED);
  let n = 0;
  for (; at < end; at += STEP) {
    let bits = before(matches(at, needle), at, end);
    while (bits != 0) {
      const hit = at + <usize>ctz(bits);
      bits &= bits - 1;
      let bytes = hit - start;
      if (stripsCr && bytes != 0 && load<u8>(hit - 1) == CR) --bytes;
      if (bytes > limit) return refuseEnded(slot, record, start, hit + 1, n);
      const cell = (<usize>n) << 2;
      store<u32>(table + cell, <u32>start);
      store<u32>(sizes + cell, <u32>(keepsEnding ? hit + 1 - start : bytes));
      start = hit + 1;
      store<u32>(ends + cell, <u32>start);
      if (++n == frames) return suspend(slot, start, n);
    }
  }
  const partial = end - start;
  const mayBeEnding = stripsCr && partial == limit + 1 && load<u8>(end - 1) == CR;
  if (partial > limit && !mayBeEnding) return refuseEndless(slot, record, start, end, n);
  store<u32>(slot + PARSED, <u32>start);
  store<u32>(slot + SEARCHED, <u32>partial);
  return n;
}

/** Seeks the ending of a frame that is passed over; true if it is there. */
export function seekDelimiter(slot: usize, record: usize): bool {
  const end = <usize>load<u32>(slot + END);
  const hit = find(<usize>load<u32>(slot + PARSED), end, load<u8>(record + BYTE));
  store<u32>(slot + PARSED, <u32>(hit == end ? end : hit + 1));
  if (hit == end) return false;
  store<i32>(slot + MODE, STRAIGHT);
  return true;
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
