// Frames that end in one of several delimiters, or in a long one.
//
// Since none contains another, the first to end is the first to start. So only last bytes are searched,
// 64 at once, and a hit is compared backwards: no byte is searched twice, however the stream is cut.
import {
  COUNT,
  DELIMITER_BYTES_MAX,
  DELIMITER_DATA,
  LASTS,
  LAST_COUNT,
  LENGTHS,
  LIMIT,
  LONGEST,
  STRIPS_CR,
} from "./record";
import { END, MODE, PARSED, SEARCHED } from "../slots";
import { areSame } from "../copy";
import {
  CR,
  STEP,
  WORD_BYTES,
  before,
  matchesByte,
  refuseEnded,
  refuseEndless,
  scanDelimiter,
  suspend,
} from "./delimiter";
import { STRAIGHT } from "../passing";

/** Fills the fields that follow from the delimiters, which lie in the record with their lengths. */
export function prepareDelimiters(record: usize): void {
  let lasts = 0;
  let longest = 0;
  for (let i = 0; i < load<i32>(record + COUNT); ++i) {
    const bytes = <i32>load<u8>(record + LENGTHS + <usize>i);
    const last = load<u8>(delimiterAt(record, i) + <usize>(bytes - 1));
    longest = max(longest, bytes);
    let known = 0;
    while (known < lasts && load<u8>(record + LASTS + <usize>known) != last) ++known;
    if (known < lasts) continue;
    store<u8>(record + LASTS + <usize>lasts, last);
    ++lasts;
  }
  store<i32>(record + LONGEST, longest);
  store<i32>(record + LAST_COUNT, lasts);
}

export function delimiterAt(record: usize, i: i32): usize {
  return record + DELIMITER_DATA + <usize>i * DELIMITER_BYTES_MAX;
}

/** One bit for each of the 64 bytes at `at` that is the last of a delimiter. */
function candidates(record: usize, at: usize): u64 {
  const lasts = load<i32>(record + LAST_COUNT);
  let bits: u64 = 0;
  for (let i = 0; i < lasts; ++i) {
    bits |= matchesByte(at, load<i8>(record + LASTS + <usize>i));
  }
  return bits;
}

/** Bytes of the delimiter that ends before `next` and does not start before `start`, or 0. */
function endingBefore(record: usize, start: usize, next: usize): usize {
  const count = load<i32>(record + COUNT);
  for (let i = 0; i < count; ++i) {
    const bytes = <usize>load<u8>(record + LENGTHS + <usize>i);
    if (next - start < bytes) continue;
    if (areSame(delimiterAt(record, i), next - bytes, bytes)) return bytes;
  }
  return 0;
}

/** Bytes of the ending found last. */
let ending: usize = 0;

/** Where the first delimiter not before `start` ends, its last byte in [at, end); 0 if there is none. */
export function findEnding(record: usize, start: usize, at: usize, end: usize): usize {
  for (; at < end; at += STEP) {
    let bits = before(candidates(record, at), at, end);
    while (bits != 0) {
      const next = at + <usize>ctz(bits) + 1;
      bits &= bits - 1;
      ending = endingBefore(record, start, next);
      if (ending != 0) return next;
    }
  }
  return 0;
}

/** Bytes of the ending that `findEnding` found last. */
export function endingBytes(): usize {
  return ending;
}

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanDelimiters(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const isOne = load<i32>(record + COUNT) == 1 && <usize>load<i32>(record + LONGEST) <= WORD_BYTES;
  if (isOne) return scanDelimiter(slot, record, table, stride, frames);
  const end = <usize>load<u32>(slot + END);
  const limit = <usize>load<u32>(record + LIMIT);
  let start = <usize>load<u32>(slot + PARSED);
  let at = start + <usize>load<u32>(slot + SEARCHED);
  let n = 0;
  while (true) {
    const next = findEnding(record, start, at, end);
    if (next == 0) break;
    const bytes = next - ending - start;
    if (bytes > limit) return refuseEnded(slot, record, start, next, n);
    const cell = table + ((<usize>n) << 2);
    store<u32>(cell, <u32>start);
    store<u32>(cell + stride, <u32>bytes);
    store<u32>(cell + 2 * stride, <u32>next);
    start = next;
    at = next;
    if (++n == frames) return suspend(slot, start, n);
  }
  return leave(slot, record, start, n);
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
function tailOf(record: usize, start: usize, end: usize): usize {
  const most = <usize>load<i32>(record + LONGEST) - 1;
  return end - min(end - start, most);
}

/** Seeks the ending of a frame that is passed over, of any delimiter; true if it is there. */
export function seekDelimiters(slot: usize, record: usize): bool {
  const end = <usize>load<u32>(slot + END);
  const start = <usize>load<u32>(slot + PARSED);
  const next = findEnding(record, start, start, end);
  store<u32>(slot + PARSED, <u32>(next == 0 ? tailOf(record, start, end) : next));
  if (next == 0) return false;
  store<i32>(slot + MODE, STRAIGHT);
  return true;
}
