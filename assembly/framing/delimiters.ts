// Frames that end in one of several delimiters, or in a long one.
//
// Since none contains another, the first to end is the first to start. So only last bytes are searched,
// 64 at once, and a hit is compared backwards: no byte is searched twice, however the stream is cut.
import { COUNT, LASTS, LAST_COUNT, LENGTHS, LIMIT, LONGEST, delimiterAt } from "./record";
import { WORD_BYTES, scanDelimiter } from "./delimiter";
import { leave, refuseEnded, suspend, tailOf } from "./ending";
import { STEP, before, matchesByte } from "./search";
import { areSame } from "../copy";
import { STRAIGHT } from "../passing";
import { END, MODE, PARSED, SEARCHED } from "../slots";

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
function findEnding(record: usize, start: usize, at: usize, end: usize): usize {
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
