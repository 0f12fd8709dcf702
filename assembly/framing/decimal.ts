// Frames behind their length in digits:   | digits | separator | payload ... | trailer |
//
// Each byte in front of the payload is judged as it comes.
import { DISCARDS, LIMIT, SEPARATOR, TRAILER } from "./record";
import { END, NEED, PARSED } from "../slots";
import { fail, refuse } from "./failure";
import { mayEndInTrailer } from "./length-field";
import { MALFORMED_HEADER, MALFORMED_TRAILER, OVERSIZE } from "../status";

const ZERO: u8 = 0x30;
/** A length with more digits cannot be counted. */
const DIGITS_MAX: i32 = 18;

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanDecimal(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const end = <usize>load<u32>(slot + END);
  const limit = <u64>load<u32>(record + LIMIT);
  const trailer = load<i32>(record + TRAILER);
  const last = table + ((<usize>frames) << 2);

  let at = <usize>load<u32>(slot + PARSED);
  let need = 0;
  let cell = table;
  for (; cell < last; cell += 4) {
    const have = <i32>(end - at);
    const header = readDigits(record, at, have);
    need = 0;
    if (header <= 0) {
      if (header < 0) fail(slot, record, header, at, header == OVERSIZE ? <f64>length : NaN);
      break;
    }
    if (length > limit) {
      at = refuse(slot, record, at, <f64>length, length + <u64>(header + trailer));
      break;
    }
    const body = header + <i32>length;
    need = body + trailer;
    if (trailer != 0 && !mayEndInTrailer(record, at, min(have, need), body)) {
      fail(slot, record, MALFORMED_TRAILER, at, <f64>length);
      need = 0;
      break;
    }
    if (have < need) break;
    store<u32>(cell, <u32>at + header);
    store<u32>(cell + stride, <u32>length);
    at += <usize>need;
    store<u32>(cell + 2 * stride, <u32>at);
  }
  store<u32>(slot + PARSED, <u32>at);
  store<u32>(slot + NEED, <u32>(cell < last ? need : 0));
  return <i32>((cell - table) >> 2);
}

/** The length read last. */
let length: u64 = 0;

/** Reads digits up to the separator: answers the bytes up to its end, 0 for none yet, or a status. */
function readDigits(record: usize, at: usize, have: i32): i32 {
  const separator = <u8>load<i32>(record + SEPARATOR);
  const discards = load<i32>(record + DISCARDS) != 0;
  const limit = <u64>load<u32>(record + LIMIT);
  length = 0;
  for (let i = 0; i < have; ++i) {
    const byte = load<u8>(at + <usize>i);
    if (byte == separator && i > 0) return i + 1;
    const digit = byte - ZERO;
    if (digit > 9 || (i == 1 && length == 0)) return MALFORMED_HEADER;
    length = length * 10 + <u64>digit;
    if (discards ? i == DIGITS_MAX : length > limit) return OVERSIZE;
  }
  return 0;
}
