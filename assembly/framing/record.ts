// The record of a declared framing. The host declares its cells in a row, from kind on, and its bytes, from
// 96 on; those with a star follow from them. All framings share the first three cells.
//
//   0 i32 kind    4 u32 limit (maxFrameBytes)    8 i32 discards a frame over the limit
//
//   length field                          varint                          decimal
//   12  i32 offset                        12  i32 offset                  12  i32 separator
//   16  i32 trailer    bytes, 0..64       16  i32 maxBytes                16  i32 trailer
//   20  i32 adjustment                    20  i32 adjustment              96  the trailer's bytes
//   24  i32 strip                         24  i32 strip, -1: the header
//   28  i32 size       1..8                                               header block
//   32  i32 signed                        delimiter                       12  u32 header's limit
//   36  i32 order      1 big, 0 little    12  i32 strips a CR before it
//   40* i32 least      payload bytes      16  i32 keeps the ending        fixed
//           that no frame can have        20  i32 how many delimiters     12  i32 size
//           fewer of                      24* i32 bytes of the longest
//   44* i32 before     bytes written in   28* i32 how many last bytes     stages
//           front of a payload; -1:       48* 16 x u8 last bytes, once    12  i32 how many
//           decodes only                  96  16 x u8 bytes of each       16  a pair of i32 for
//   48* v128 mask      gathers the       112  the delimiters, 64 B each       each: framing and
//           length into the low bytes                                         frames, or -1 and
//           of an i64, in any order                                           bytes to skip
//   64* i32 header     offset + size
//   68* i32 shift      64 - 8 x size
//   96  the trailer's bytes
//  160  the prefix's bytes
import { FRAMINGS, FRAMINGS_MAX, FRAMING_BYTES } from "../layout";

/** Bytes of the longest trailer: there is room for so many in a record. */
export const TRAILER_BYTES_MAX: u32 = 64;
/** Bytes of the longest delimiter. */
export const DELIMITER_BYTES_MAX: usize = 64;

export const RAW: i32 = 0;
export const LENGTH: i32 = 1;
export const DELIMITER: i32 = 2;
export const VARINT: i32 = 3;
export const FIXED: i32 = 4;
export const DECIMAL: i32 = 5;
export const HEADER_BLOCK: i32 = 6;
export const STAGES: i32 = 7;
/** The host finds the boundaries. */
export const HOST: i32 = 8;

export const KIND: usize = 0;
export const LIMIT: usize = 4;
export const DISCARDS: usize = 8;
/** Where the bytes of a framing start. */
export const DATA: usize = 96;

export const FIELD_OFFSET: usize = 12;
export const TRAILER: usize = 16;
export const ADJUSTMENT: usize = 20;
export const STRIP: usize = 24;
export const SIZE: usize = 28;
export const SIGNED: usize = 32;
export const ORDER: usize = 36;
export const LEAST: usize = 40;
export const BEFORE: usize = 44;
export const MASK: usize = 48;
export const HEADER: usize = 64;
export const SHIFT: usize = 68;
export const TRAILER_DATA: usize = DATA;
export const PREFIX_DATA: usize = 160;

export const MAX_BYTES: usize = 16;
export const SEPARATOR: usize = 12;
export const HEADER_LIMIT: usize = 12;
export const FRAME_BYTES: usize = 12;

export const STRIPS_CR: usize = 12;
export const KEEPS_ENDING: usize = 16;
export const COUNT: usize = 20;
export const LONGEST: usize = 24;
export const LAST_COUNT: usize = 28;
export const LASTS: usize = 48;
export const LENGTHS: usize = DATA;
export const DELIMITER_DATA: usize = 112;
/** Of one byte, the delimiter. */
export const BYTE: usize = DELIMITER_DATA;

export const STAGE_COUNT: usize = 12;
export const STAGE_DATA: usize = 16;

let defined: i32 = 0;

/** Where a delimiter of this record lies. */
export function delimiterAt(record: usize, i: i32): usize {
  return record + DELIMITER_DATA + <usize>i * DELIMITER_BYTES_MAX;
}

/** The address of a framing's record. */
export function framingAt(framing: i32): usize {
  assert(<u32>framing < <u32>FRAMINGS_MAX, "no such framing");
  return FRAMINGS + <usize>framing * FRAMING_BYTES;
}

/** The next free record, or -1 if the core holds as many framings as it can. */
export function nextFraming(): i32 {
  return defined < FRAMINGS_MAX ? defined++ : -1;
}
