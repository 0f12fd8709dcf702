// What becomes of a frame once its delimiter has come, or has not.
import {
  COUNT,
  DISCARDS,
  KEEPS_ENDING,
  LENGTHS,
  LIMIT,
  LONGEST,
  STRIPS_CR,
  delimiterAt,
} from "./record";
import { areSame } from "../copy";
import { fail } from "./failure";
import { SEEKING, discard, positionOf } from "../passing";
import { END, MODE, PARSED, SEARCHED, SKIPPED } from "../slots";
import { OVERSIZE } from "../status";

export const CR: u8 = 0x0d;

/** Makes the ending part of each of the `n` frames in the table, if that is wanted. */
export function keepEndings(record: usize, table: usize, stride: usize, n: i32): i32 {
  if (load<i32>(record + KEEPS_ENDING) == 0) return n;
  const last = table + ((<usize>n) << 2);
  for (let cell = table; cell < last; cell += 4) {
    store<u32>(cell + stride, load<u32>(cell + 2 * stride) - load<u32>(cell));
  }
  return n;
}

/** There is no ending from `start` on: what is there is held, unless it can only get too long. */
export function leave(slot: usize, record: usize, start: usize, n: i32): i32 {
  const end = <usize>load<u32>(slot + END);
  const limit = <usize>load<u32>(record + LIMIT);
  if (end - start > limit && !mayEndWithin(record, start, end, limit)) {
    return refuseEndless(slot, record, start, tailOf(record, start, end), n);
  }
  store<u32>(slot + PARSED, <u32>start);
  store<u32>(slot + SEARCHED, <u32>(end - start));
  return n;
}

/** Whether what follows may make the partial frame at `start` end within the limit. */
function mayEndWithin(record: usize, start: usize, end: usize, limit: usize): bool {
  if (load<i32>(record + STRIPS_CR) != 0) {
    return end - start == limit + 1 && load<u8>(end - 1) == CR;
  }
  const count = load<i32>(record + COUNT);
  for (let at = tailOf(record, start, end); at <= start + limit && at < end; ++at) {
    const begun = end - at;
    for (let i = 0; i < count; ++i) {
      if (begun >= <usize>load<u8>(record + LENGTHS + <usize>i)) continue;
      if (areSame(delimiterAt(record, i), at, begun)) return true;
    }
  }
  return false;
}

/** The first byte that may be of a delimiter that has not ended. */
export function tailOf(record: usize, start: usize, end: usize): usize {
  const most = <usize>load<i32>(record + LONGEST) - 1;
  return end - min(end - start, most);
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
