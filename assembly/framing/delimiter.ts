// Frames that end in one delimiter of at most 8 bytes: lines (LF, one CR before it is not part of the line)
// and most of the others. delimiters.ts has the rest.
//
// 64 bytes are compared with its last one at once; each set bit of the answer is an ending, if what is in front
// of it agrees. What was searched without finding one is never searched again.
import { DELIMITER_DATA, LENGTHS, LIMIT, STRIPS_CR } from "./record";
import { CR, leave, refuseEnded, suspend } from "./ending";
import { STEP, before, matches } from "./search";
import { END, PARSED, SEARCHED } from "../slots";

/** Bytes of the longest delimiter that is compared at once. */
export const WORD_BYTES: usize = 8;

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
