// A body behind header lines with its length:
//
//   | Name: value CR LF ... Content-Length: digits CR LF ... CR LF | body ... |
//
// The header is read once, byte by byte, whatever the cut; the slot keeps how far, in which state, and
// the length found plus one, 0 for none.
//
//   START --byte--> NAME --:--> VALUE --CR--> ENDING --LF--> START
//     |               '-- content-length: --> BLANK --digit--> DIGITS --blank--> AFTER --CR--> ENDING
//     '--CR--> LAST --LF--> BODY
import { DISCARDS, HEADER_LIMIT, LIMIT } from "./record";
import { END, NEED, PARSED, SEARCHED, STATE, VALUE } from "../slots";
import { fail, refuse } from "./failure";
import { reportFrame } from "../result";
import { positionOf } from "../passing";
import { MALFORMED_HEADER, OK, OVERSIZE, OVERSIZE_HEADER } from "../status";

const START: i32 = 0;
const VALUE_OF: i32 = 1;
const ENDING: i32 = 2;
const BLANK: i32 = 3;
const DIGITS: i32 = 4;
const AFTER: i32 = 5;
const LAST: i32 = 6;
const BODY: i32 = 7;
/** In a name that so far is not `content-length`; plus how much of that it is, if it is. */
const NAME: i32 = 8;

/** A longer length cannot be counted. */
const LENGTH_END: u64 = 1000000000000000000;

const CR: u8 = 0x0d;
const LF: u8 = 0x0a;
const TAB: u8 = 0x09;
const SPACE: u8 = 0x20;
const COLON: u8 = 0x3a;
const ZERO: u8 = 0x30;
const WORD_BYTES: i32 = 14;
const WORD: usize = memory.data<u8>([
  0x63, 0x6f, 0x6e, 0x74, 0x65, 0x6e, 0x74, 0x2d, 0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68,
]);

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanHeaderBlock(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const end = <usize>load<u32>(slot + END);
  const limit = <u64>load<u32>(record + LIMIT);
  let at = <usize>load<u32>(slot + PARSED);
  let need = 0;
  let n = 0;
  while (n < frames) {
    const have = <i32>(end - at);
    const code = readHeader(slot, record, at, have);
    need = 0;
    if (code != OK) {
      failHeader(slot, record, code, at);
      break;
    }
    if (load<i32>(slot + STATE) != BODY) break;
    const header = load<i32>(slot + SEARCHED);
    const length = load<u64>(slot + VALUE) - 1;
    if (length > limit) {
      at = refuse(slot, record, at, <f64>length, length + <u64>header);
      restart(slot);
      break;
    }
    need = header + <i32>length;
    if (have < need) break;
    const cell = table + ((<usize>n) << 2);
    ++n;
    store<u32>(cell, <u32>at + header);
    store<u32>(cell + stride, <u32>length);
    at += <usize>need;
    store<u32>(cell + 2 * stride, <u32>at);
    restart(slot);
    need = 0;
  }
  store<u32>(slot + PARSED, <u32>at);
  store<u32>(slot + NEED, <u32>need);
  return n;
}

/** The next header is read from its start. */
export function restart(slot: usize): void {
  store<u32>(slot + SEARCHED, 0);
  store<i32>(slot + STATE, START);
  store<u64>(slot + VALUE, 0);
}

function failHeader(slot: usize, record: usize, code: i32, at: usize): void {
  const declared = code == OVERSIZE ? <f64>(load<u64>(slot + VALUE) - 1) : NaN;
  fail(slot, record, code, at, declared);
  if (code != OVERSIZE_HEADER) return;
  reportFrame(positionOf(slot, at), NaN, load<u32>(record + HEADER_LIMIT));
}

/** Reads on in the header of the frame at `at`: OK, or why it is none. */
function readHeader(slot: usize, record: usize, at: usize, have: i32): i32 {
  const headerLimit = load<i32>(record + HEADER_LIMIT);
  const limit = load<i32>(record + DISCARDS) != 0 ? LENGTH_END - 1 : <u64>load<u32>(record + LIMIT);
  let state = load<i32>(slot + STATE);
  let seen = load<i32>(slot + SEARCHED);
  let value = load<u64>(slot + VALUE);
  let code = OK;
  while (state != BODY && seen < have && code == OK) {
    const byte = load<u8>(at + <usize>seen);
    ++seen;
    if (state == DIGITS || state == BLANK) {
      const digit = byte - ZERO;
      if (digit <= 9) {
        const length = (state == DIGITS ? (value - 1) * 10 : 0) + <u64>digit;
        value = length + 1;
        state = DIGITS;
        if (length > limit) code = OVERSIZE;
      } else if (byte == SPACE || byte == TAB) state = state == DIGITS ? AFTER : BLANK;
      else if (byte == CR && state == DIGITS) state = ENDING;
      else code = MALFORMED_HEADER;
    } else {
      state = next(state, byte, value != 0);
      if (state < 0) code = state;
    }
    if (code == OK && state != BODY && seen == headerLimit) code = OVERSIZE_HEADER;
  }
  store<i32>(slot + STATE, state);
  store<u32>(slot + SEARCHED, <u32>seen);
  store<u64>(slot + VALUE, value);
  return code;
}

/** The state behind a byte that is not of the length, or MALFORMED_HEADER. */
function next(state: i32, byte: u8, hasLength: bool): i32 {
  switch (state) {
    case VALUE_OF:
      return byte == CR ? ENDING : byte == LF ? MALFORMED_HEADER : VALUE_OF;
    case AFTER:
      return byte == CR ? ENDING : byte == SPACE || byte == TAB ? AFTER : MALFORMED_HEADER;
    case ENDING:
      return byte == LF ? START : MALFORMED_HEADER;
    case LAST:
      return byte == LF ? BODY : MALFORMED_HEADER;
    case START:
      if (byte == CR) return hasLength ? LAST : MALFORMED_HEADER;
      if (byte == LF || byte == COLON) return MALFORMED_HEADER;
      return (byte | 0x20) == load<u8>(WORD) ? NAME + 1 : NAME;
    default:
      return nextInName(state - NAME, byte, hasLength);
  }
}

/** `matched` letters of the name are those of `content-length`; 0 if it is another name. */
function nextInName(matched: i32, byte: u8, hasLength: bool): i32 {
  if (byte == CR || byte == LF) return MALFORMED_HEADER;
  if (byte == COLON) {
    if (matched != WORD_BYTES) return VALUE_OF;
    return hasLength ? MALFORMED_HEADER : BLANK;
  }
  const isNext =
    matched > 0 && matched < WORD_BYTES && (byte | 0x20) == load<u8>(WORD + <usize>matched);
  return isNext ? NAME + matched + 1 : NAME;
}
