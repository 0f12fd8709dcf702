// Frames behind a length in LEB128:   | offset bytes | length: 1..10 bytes | payload ... |
//
// Each byte of the length is judged as it comes, so that the outcome does not depend on the cut.
import { ADJUSTMENT, DISCARDS, FIELD_OFFSET, LIMIT, MAX_BYTES, STRIP } from "./record";
import { END, NEED, PARSED } from "../slots";
import { fail, refuse } from "./failure";
import { wireBytes } from "./length-field";
import { MALFORMED_HEADER, MALFORMED_LENGTH, OVERSIZE } from "../status";

const GOES_ON: u64 = 0x80;
/** The tenth byte has room for one bit of 64. */
const BYTES_MAX: i32 = 10;

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanVarint(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const end = <usize>load<u32>(slot + END);
  const offset = load<i32>(record + FIELD_OFFSET);
  const adjustment = <i64>load<i32>(record + ADJUSTMENT);
  const limit = <i64>load<u32>(record + LIMIT);
  const strip = load<i32>(record + STRIP);
  const maxBytes = load<i32>(record + MAX_BYTES);
  // What the length itself may say, at the most.
  const most = limit - adjustment;
  const last = table + ((<usize>frames) << 2);

  let at = <usize>load<u32>(slot + PARSED);
  let need = 0;
  let cell = table;
  for (; cell < last; cell += 4) {
    const have = <i32>(end - at);
    let header = offset + 1;
    let value = have < header ? GOES_ON : <u64>load<u8>(at + <usize>offset);
    // Lengths of one byte are most of those there are.
    if (value >= GOES_ON || <i64>value > most) {
      header = readLength(record, at, have, maxBytes, most);
      if (header <= 0) {
        need = header == 0 ? max(have, offset) + 1 : 0;
        if (header < 0) at = failHeader(slot, record, at, header);
        break;
      }
      value = length;
    }
    const payload = <i64>value + adjustment;
    const front = strip < 0 ? header : strip;
    if (most < 0 || value > <u64>most) {
      need = 0;
      const declared = <f64>value + <f64>adjustment;
      at = refuse(slot, record, at, declared, wireBytes(value, adjustment + <i64>header));
      break;
    }
    if (payload < 0 || payload < <i64>(front - header)) {
      need = 0;
      fail(slot, record, MALFORMED_LENGTH, at, <f64>payload);
      break;
    }
    need = header + <i32>payload;
    if (have < need) break;
    store<u32>(cell, <u32>at + front);
    store<u32>(cell + stride, need - front);
    at += <usize>need;
    store<u32>(cell + 2 * stride, <u32>at);
  }
  store<u32>(slot + PARSED, <u32>at);
  store<u32>(slot + NEED, <u32>(cell < last ? need : 0));
  return <i32>((cell - table) >> 2);
}

/** The length read last. */
let length: u64 = 0;

/**
 * Reads the length of the frame at `at` of which `have` bytes are there. Answers the bytes up to its
 * end, 0 if it has none yet, or a status below 0.
 */
function readLength(record: usize, at: usize, have: i32, maxBytes: i32, most: i64): i32 {
  const offset = load<i32>(record + FIELD_OFFSET);
  const discards = load<i32>(record + DISCARDS) != 0;
  length = 0;
  for (let n = 1; offset + n <= have; ++n) {
    const byte = <u64>load<u8>(at + <usize>(offset + n - 1));
    if (n == BYTES_MAX && byte > 1) return MALFORMED_HEADER;
    if (n == maxBytes && byte >= GOES_ON) return MALFORMED_HEADER;
    const shift = <u64>(7 * (n - 1));
    length |= (byte & 0x7f) << shift;
    if (!discards && (most < 0 || length > <u64>most)) return OVERSIZE;
    if (byte < GOES_ON) return offset + n;
  }
  return 0;
}

function failHeader(slot: usize, record: usize, at: usize, code: i32): usize {
  const adjustment = <f64>load<i32>(record + ADJUSTMENT);
  const declared = code == OVERSIZE ? <f64>length + adjustment : NaN;
  fail(slot, record, code, at, declared);
  return at;
}
