// Frame headers and endings out, around a payload that lies in memory:
//
//   | before: prefix, length | payload | after: trailer or delimiter |
//
// Where nothing was stripped the length lies inside the payload and is overwritten.
import {
  ADJUSTMENT,
  BEFORE,
  BYTE,
  COUNT,
  DELIMITER,
  FIELD_OFFSET,
  HEADER,
  HOST,
  KEEPS_ENDING,
  KIND,
  LEAST,
  LENGTH,
  LIMIT,
  LONGEST,
  MASK,
  PREFIX_DATA,
  RAW,
  SHIFT,
  SIGNED,
  SIZE,
  STRIPS_CR,
  TRAILER,
  TRAILER_DATA,
  framingAt,
} from "./framing/record";
import { copy } from "./copy";
import { CR } from "./framing/ending";
import { find } from "./framing/search";
import { OVERSIZE, UNENCODABLE } from "./status";

/** Bytes that this framing puts in front of a payload; -1 if it can be decoded only. */
export function bytesBefore(framing: i32): i32 {
  const record = framingAt(framing);
  return load<i32>(record + KIND) == LENGTH ? load<i32>(record + BEFORE) : 0;
}

/** Whether its frames end in one byte: of the delimiters, the one that this file writes. */
function endsInByte(record: usize): bool {
  if (load<i32>(record + KIND) != DELIMITER) return false;
  return load<i32>(record + COUNT) == 1 && load<i32>(record + LONGEST) == 1;
}

/** Whether this file can write its frames; those of the other framings the host writes. */
export function isSealed(framing: i32): bool {
  const record = framingAt(framing);
  const kind = load<i32>(record + KIND);
  return kind == LENGTH || endsInByte(record) || kind == RAW || kind == HOST;
}

/** Bytes that this framing puts behind a payload. */
export function bytesAfter(framing: i32): i32 {
  const record = framingAt(framing);
  if (load<i32>(record + KIND) == LENGTH) return load<i32>(record + TRAILER);
  return endsInByte(record) && load<i32>(record + KEEPS_ENDING) == 0 ? 1 : 0;
}

/**
 * Completes the frame whose payload of `bytes` lies at `at` + bytesBefore: answers its bytes on the
 * wire, or why it cannot be sent; then nothing was written.
 */
export function seal(framing: i32, at: usize, bytes: i32): i32 {
  const record = framingAt(framing);
  if (load<i32>(record + KIND) == LENGTH) return sealLength(record, at, bytes);
  return endsInByte(record) ? sealDelimited(record, at, bytes) : bytes;
}

/** Frames a payload that lies in this memory, without a detour over the host. */
export function forward(framing: i32, target: usize, source: usize, bytes: i32): i32 {
  copy(target + <usize>bytesBefore(framing), source, <usize>bytes);
  return seal(framing, target, bytes);
}

/**
 * Writes what precedes the payload of a length-field frame, payload elsewhere: answers the bytes on
 * the wire. Only for framings that put their whole header in front of the payload.
 */
export function sealHeader(framing: i32, at: usize, bytes: i32): i32 {
  const record = framingAt(framing);
  const code = measure(record, bytes);
  if (code < 0) return code;
  writeHeader(record, at, code);
  return code;
}

/** The wire bytes of a length-field frame, or why it cannot be encoded. */
function measure(record: usize, bytes: i32): i32 {
  const header = load<i32>(record + HEADER);
  const wire = load<i32>(record + BEFORE) + bytes + load<i32>(record + TRAILER);
  if (wire - header < load<i32>(record + LEAST)) return UNENCODABLE;
  if (<u32>(wire - header) > load<u32>(record + LIMIT)) return OVERSIZE;
  const value = <i64>(wire - header) - <i64>load<i32>(record + ADJUSTMENT);
  const shift = <i64>load<i32>(record + SHIFT);
  const isSigned = load<i32>(record + SIGNED) != 0;
  if (!isSigned && value < 0) return UNENCODABLE;
  const back = isSigned
    ? (value << shift) >> shift
    : <i64>((<u64>(value << shift)) >> (<u64>shift));
  if (back != value) return value < 0 ? UNENCODABLE : OVERSIZE;
  return wire;
}

function sealLength(record: usize, at: usize, bytes: i32): i32 {
  const wire = measure(record, bytes);
  if (wire < 0) return wire;
  writeHeader(record, at, wire);
  const trailer = <usize>load<i32>(record + TRAILER);
  if (trailer != 0) copy(at + <usize>wire - trailer, record + TRAILER_DATA, trailer);
  return wire;
}

function writeHeader(record: usize, at: usize, wire: i32): void {
  const before = load<i32>(record + BEFORE);
  const offset = load<i32>(record + FIELD_OFFSET);
  const header = load<i32>(record + HEADER);
  const prefix = min(before, offset);
  if (prefix != 0) copy(at, record + PREFIX_DATA, <usize>prefix);
  const value = <i64>(wire - header) - <i64>load<i32>(record + ADJUSTMENT);
  const field = at + <usize>offset;
  const size = load<i32>(record + SIZE);
  const isBig = load<u8>(record + MASK) != 0 || size == 1;
  if (size == 4) store<u32>(field, isBig ? bswap<u32>(<u32>value) : <u32>value);
  else if (size == 2) store<u16>(field, isBig ? bswap<u16>(<u16>value) : <u16>value);
  else writeBytes(field, value, size, isBig);
}

function writeBytes(field: usize, value: i64, size: i32, isBig: bool): void {
  for (let i = 0; i < size; ++i) {
    const place = isBig ? size - 1 - i : i;
    store<u8>(field + <usize>place, <u8>value);
    value >>= 8;
  }
}

function sealDelimited(record: usize, at: usize, bytes: i32): i32 {
  const byte = load<u8>(record + BYTE);
  const end = at + <usize>bytes;
  const keepsEnding = load<i32>(record + KEEPS_ENDING) != 0;
  const stripsCr = load<i32>(record + STRIPS_CR) != 0;
  const ending = find(at, end, byte);
  if (keepsEnding ? ending != end - 1 || bytes == 0 : ending != end) return UNENCODABLE;
  let size = ending - at;
  const endsInCr = stripsCr && size != 0 && load<u8>(ending - 1) == CR;
  if (endsInCr && !keepsEnding) return UNENCODABLE;
  if (endsInCr) --size;
  if (size > <usize>load<u32>(record + LIMIT)) return OVERSIZE;
  if (keepsEnding) return bytes;
  store<u8>(end, byte);
  return bytes + 1;
}
