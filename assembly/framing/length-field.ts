// Frames that say how long they are:   | offset bytes | length | payload ... trailer |
//
// Where a frame starts is known from the length of the one before: what the loop takes is the way from one
// length to the next. Most lengths are words, which one load has at once; a vector shuffle gathers a length
// of any other size and byte order.
import {
  ADJUSTMENT,
  BEFORE,
  FIELD_OFFSET,
  HEADER,
  LEAST,
  LIMIT,
  MASK,
  ORDER,
  SHIFT,
  SIGNED,
  SIZE,
  STRIP,
  TRAILER,
  TRAILER_DATA,
} from "./record";
import { END, NEED, PARSED } from "../slots";
import { areSame } from "../copy";
import { fail, refuse } from "./failure";
import { MALFORMED_LENGTH, MALFORMED_TRAILER } from "../status";

const BIG_ENDIAN: i32 = 1;
const ABSENT: u8 = 0xff;
const WORD_BYTES: i32 = 4;

/** Fills the fields that follow from the declared ones, and the gathering mask. */
export function prepareLengthField(record: usize): void {
  const order = load<i32>(record + ORDER);
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

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanLengthField(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const end = <usize>load<u32>(slot + END);
  const header = load<i32>(record + HEADER);
  const field = <usize>load<i32>(record + FIELD_OFFSET);
  const shift = <i64>load<i32>(record + SHIFT);
  const signed = load<i32>(record + SIGNED) != 0;
  const adjustment = <i64>load<i32>(record + ADJUSTMENT);
  const strip = load<i32>(record + STRIP);
  const trailer = load<i32>(record + TRAILER);
  const least = <i64>load<i32>(record + LEAST);
  const span = <i64>load<u32>(record + LIMIT) - least;
  const mask = v128.load(record + MASK);
  const isWord = load<i32>(record + SIZE) == WORD_BYTES;
  const isBig = load<i32>(record + ORDER) == BIG_ENDIAN;
  const around = <usize>(<i64>header + adjustment);
  const sizes = stride;
  const ends = stride << 1;
  const last = table + ((<usize>frames) << 2);
  // An unsigned length of 8 bytes can wrap around, and a limit below `least` allows no frame at all.
  const isRare = signed || shift == 0 || span < 0;

  let at = <usize>load<u32>(slot + PARSED);
  let need = 0;
  let cell = table;
  for (; cell < last; cell += 4) {
    const have = <i32>(end - at);
    need = header;
    if (have < need) break;
    let value = isWord
      ? wordAt(at + field, isBig)
      : i64x2.extract_lane(i8x16.swizzle(v128.load(at + field), mask), 0);
    if (isRare) {
      if (signed) value = (value << shift) >> shift;
      if (span < 0 || (!signed && value < 0)) {
        need = 0;
        at = failLength(slot, record, at, value);
        break;
      }
    }
    // One comparison for lengths that are negative, too small or too large.
    const payload = value + adjustment;
    if (<u64>(payload - least) > <u64>span) {
      need = 0;
      at = failLength(slot, record, at, value);
      break;
    }
    const next = at + around + <usize>value;
    need = <i32>(next - at);
    if (trailer != 0 && !mayEndInTrailer(record, at, min(have, need), need - trailer)) {
      fail(slot, record, MALFORMED_TRAILER, at, <f64>payload);
      break;
    }
    if (have < need) break;
    store<u32>(cell, <u32>at + strip);
    store<u32>(cell + sizes, need - strip - trailer);
    at = next;
    store<u32>(cell + ends, <u32>at);
  }
  store<u32>(slot + PARSED, <u32>at);
  store<u32>(slot + NEED, <u32>(cell < last ? need : 0));
  return <i32>((cell - table) >> 2);
}

/** A length of four bytes. */
function wordAt(at: usize, isBig: bool): i64 {
  const word = load<u32>(at);
  return <i64>(isBig ? (rotl(word, 8) & 0x00ff00ff) | (rotr(word, 8) & 0xff00ff00) : word);
}

/**
 * Too large, or impossible: an unsigned length past 2^63 is too large, a negative sum impossible.
 * Answers up to where the piece is parsed then.
 */
function failLength(slot: usize, record: usize, at: usize, value: i64): usize {
  const adjustment = <i64>load<i32>(record + ADJUSTMENT);
  const limit = <i64>load<u32>(record + LIMIT);
  const payload = value + adjustment;
  const isUnsigned = load<i32>(record + SIGNED) == 0;
  const isHuge = isUnsigned && value < 0;
  const hasWrapped = value >= 0 && adjustment >= 0 && payload < 0;
  const isNegative = !isUnsigned && value < 0 && adjustment <= 0;
  const declared = (isUnsigned ? <f64>(<u64>value) : <f64>value) + <f64>adjustment;
  if (isHuge || hasWrapped || (payload > limit && !isNegative)) {
    const header = <i64>load<i32>(record + HEADER);
    const isLifted = !isUnsigned && value < 0;
    const wire = isLifted ? <u64>(payload + header) : wireBytes(<u64>value, adjustment + header);
    return refuse(slot, record, at, declared, wire);
  }
  fail(slot, record, MALFORMED_LENGTH, at, declared);
  return at;
}

/** A length and what is around it, or as much as 64 bits hold. */
export function wireBytes(value: u64, around: i64): u64 {
  const wire = value + <u64>around;
  return around >= 0 && wire < value ? u64.MAX_VALUE : wire;
}

/** Whether the bytes of the trailer that have come, if any, are the right ones. */
export function mayEndInTrailer(record: usize, at: usize, have: i32, start: i32): bool {
  const bytes = have - start;
  if (bytes <= 0) return true;
  return areSame(record + TRAILER_DATA, at + <usize>start, <usize>bytes);
}
