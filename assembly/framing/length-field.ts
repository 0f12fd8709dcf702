// Frames that say how long they are:   | offset bytes | length | payload ... trailer |
//
// One vector shuffle gathers a length of any size and byte order, so the loop is the same for all.
import {
  ADJUSTMENT,
  BEFORE,
  FIELD_OFFSET,
  HEADER,
  LEAST,
  LIMIT,
  MASK,
  SHIFT,
  SIGNED,
  SIZE,
  STRIP,
  TRAILER,
  TRAILER_DATA,
} from "./record";
import { END, NEED, PARSED } from "../slots";
import { fail } from "./failure";
import { MALFORMED_LENGTH, MALFORMED_TRAILER, OVERSIZE } from "../status";

const BIG_ENDIAN: i32 = 1;
const ABSENT: u8 = 0xff;

/** Fills the fields that follow from the declared ones, and the gathering mask. */
export function prepareLengthField(record: usize, order: i32): void {
  const size = load<i32>(record + SIZE);
  const offset = load<i32>(record + FIELD_OFFSET);
  const strip = load<i32>(record + STRIP);
  const trailer = load<i32>(record + TRAILER);
  const header = offset + size;
  store<i32>(record + HEADER, header);
  store<i32>(record + SHIFT, 64 - 8 * size);
  store<i32>(record + LEAST, max(trailer, max(0, strip + trailer - header)));
  store<i32>(record + BEFORE, strip == header || strip <= offset ? strip : -1);
  for (let i = 0; i < 16; ++i) {
    const source = order == BIG_ENDIAN ? size - 1 - i : i;
    store<u8>(record + MASK + <usize>i, i < size ? <u8>source : ABSENT);
  }
}

/** The table has `frames` places a column; answers how many frames it now holds. */
export function scanLengthField(slot: usize, record: usize, table: usize, frames: i32): i32 {
  const end = <usize>load<u32>(slot + END);
  const header = load<i32>(record + HEADER);
  const field = <usize>load<i32>(record + FIELD_OFFSET);
  const shift = <i64>load<i32>(record + SHIFT);
  const signed = load<i32>(record + SIGNED) != 0;
  const mayWrap = shift == 0 && !signed;
  const adjustment = <i64>load<i32>(record + ADJUSTMENT);
  const strip = load<i32>(record + STRIP);
  const trailer = load<i32>(record + TRAILER);
  const least = <i64>load<i32>(record + LEAST);
  const limit = <u64>load<u32>(record + LIMIT);
  const mask = v128.load(record + MASK);
  const sizes = table + (<usize>frames << 2);
  const ends = sizes + (<usize>frames << 2);

  let at = <usize>load<u32>(slot + PARSED);
  let need = 0;
  let n = 0;
  while (n < frames) {
    const have = <i32>(end - at);
    if (have < header) {
      need = header;
      break;
    }
    let value = i64x2.extract_lane(i8x16.swizzle(v128.load(at + field), mask), 0);
    if (signed) value = (value << shift) >> shift;
    const payload = value + adjustment;
    if (<u64>payload > limit || (mayWrap && value < 0) || payload < least) {
      failLength(slot, record, at, value, payload);
      break;
    }
    const bytes = header + <i32>payload;
    if (have < bytes) {
      need = bytes;
      break;
    }
    if (trailer != 0 && !endsInTrailer(record, at + <usize>(bytes - trailer), trailer)) {
      fail(slot, record, MALFORMED_TRAILER, at, <f64>payload);
      break;
    }
    const cell = <usize>n << 2;
    store<u32>(table + cell, <u32>at + strip);
    store<u32>(sizes + cell, bytes - strip - trailer);
    at += <usize>bytes;
    store<u32>(ends + cell, <u32>at);
    ++n;
  }
  store<u32>(slot + PARSED, <u32>at);
  store<u32>(slot + NEED, <u32>need);
  return n;
}


/** Too large, or impossible: an unsigned 8-byte length past 2^63 is large, a negative sum is not. */
function failLength(slot: usize, record: usize, at: usize, value: i64, payload: i64): void {
  const adjustment = <i64>load<i32>(record + ADJUSTMENT);
  const isUnsigned = load<i32>(record + SIGNED) == 0;
  const isHuge = isUnsigned && value < 0;
  const hasWrapped = value >= 0 && adjustment >= 0 && payload < 0;
  const declared = (isUnsigned ? <f64>(<u64>value) : <f64>value) + <f64>adjustment;
  const limit = <i64>load<u32>(record + LIMIT);
  const code = isHuge || hasWrapped || payload > limit ? OVERSIZE : MALFORMED_LENGTH;
  fail(slot, record, code, at, declared);
}

function endsInTrailer(record: usize, at: usize, bytes: i32): bool {
  return memory.compare(record + TRAILER_DATA, at, <usize>bytes) == 0;
}
