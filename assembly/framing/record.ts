// The record of a declared framing. All framings share the first two cells.
//
//   0 i32 kind    4 u32 limit (maxFrameBytes)
//
//   length field                                delimiter
//    8 i32 header    offset + size               8 i32 byte
//   12 i32 offset                               12 i32 strips a CR before it
//   16 i32 size      1..8                       16 i32 keeps the ending
//   20 i32 shift     64 - 8 x size
//   24 i32 signed
//   28 i32 adjustment
//   32 i32 strip
//   36 i32 trailer   bytes, 0..64
//   40 i32 least     payload bytes that no frame can have fewer of
//   44 i32 before    bytes written in front of a payload; -1: decodes only
//   48 v128 mask     gathers the length field into the low bytes of an i64, whatever its order
//   96 the trailer's bytes        160 the prefix's bytes
import { FRAMINGS, FRAMINGS_MAX, FRAMING_BYTES } from "../layout";

/** Bytes of the longest trailer: there is room for so many in a record. */
export const TRAILER_BYTES_MAX: u32 = 64;

export const RAW: i32 = 0;
export const LENGTH: i32 = 1;
export const DELIMITER: i32 = 2;

export const KIND: usize = 0;
export const LIMIT: usize = 4;

export const HEADER: usize = 8;
export const FIELD_OFFSET: usize = 12;
export const SIZE: usize = 16;
export const SHIFT: usize = 20;
export const SIGNED: usize = 24;
export const ADJUSTMENT: usize = 28;
export const STRIP: usize = 32;
export const TRAILER: usize = 36;
export const LEAST: usize = 40;
export const BEFORE: usize = 44;
export const MASK: usize = 48;
export const TRAILER_DATA: usize = 96;
export const PREFIX_DATA: usize = 160;

export const BYTE: usize = 8;
export const STRIPS_CR: usize = 12;
export const KEEPS_ENDING: usize = 16;

let defined: i32 = 0;

/** The address of a framing's record. */
export function framingAt(framing: i32): usize {
  assert(<u32>framing < <u32>FRAMINGS_MAX, "no such framing");
  return FRAMINGS + <usize>framing * FRAMING_BYTES;
}

/** The next free record, or -1 if the core holds as many framings as it can. */
export function nextFraming(): i32 {
  return defined < FRAMINGS_MAX ? defined++ : -1;
}
