// The control door: typed values, once per framing, report or error, through as-bind.
import {
  ADJUSTMENT,
  BYTE,
  COUNT,
  DECIMAL,
  DELIMITER,
  DELIMITERS,
  DELIMITER_BYTES_MAX,
  DELIMITER_DATA,
  DISCARDS,
  FIELD_OFFSET,
  FIXED,
  HEADER_BLOCK,
  HEADER_LIMIT,
  HOST,
  KEEPS_ENDING,
  KIND,
  LENGTH,
  LENGTHS,
  LIMIT,
  MAX_BYTES,
  PREFIX_DATA,
  RAW,
  SEPARATOR,
  SIGNED,
  SIZE,
  STAGES,
  STAGE_COUNT,
  STAGE_DATA,
  STRIP,
  STRIPS_CR,
  TRAILER,
  TRAILER_DATA,
  VARINT,
  framingAt,
  nextFraming,
} from "./framing/record";
import { prepareDelimiters } from "./framing/delimiters";
import { prepareLengthField } from "./framing/length-field";
import { poolNumbers } from "./pool";
import { textOf } from "./status";

// All `define` functions answer the framing's index, or -1 if there is no room for another. Their
// numbers begin with the limit, and whether a frame over it is discarded (1) or final (0).

function define(kind: i32, numbers: Int32Array): i32 {
  const framing = nextFraming();
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + KIND, kind);
  store<i32>(record + LIMIT, numbers[0]);
  store<i32>(record + DISCARDS, numbers[1]);
  return framing;
}

/** Bytes as they come, or, `forHost`, as the host cuts them. Numbers: nothing more. */
export function defineRaw(numbers: Int32Array, forHost: bool): i32 {
  return define(forHost ? HOST : RAW, numbers);
}

/** Numbers: offset, size, order (1 big, 0 little), signed, adjustment, strip. */
export function defineLengthField(
  numbers: Int32Array,
  trailer: Uint8Array,
  prefix: Uint8Array,
): i32 {
  const framing = define(LENGTH, numbers);
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + FIELD_OFFSET, numbers[2]);
  store<i32>(record + SIZE, numbers[3]);
  store<i32>(record + SIGNED, numbers[5]);
  store<i32>(record + ADJUSTMENT, numbers[6]);
  store<i32>(record + STRIP, numbers[7]);
  store<i32>(record + TRAILER, trailer.length);
  memory.copy(record + TRAILER_DATA, trailer.dataStart, <usize>trailer.length);
  memory.copy(record + PREFIX_DATA, prefix.dataStart, <usize>prefix.length);
  prepareLengthField(record, numbers[4]);
  return framing;
}

/** Numbers: offset, most bytes, adjustment, strip (-1: all in front of the payload). */
export function defineVarint(numbers: Int32Array): i32 {
  const framing = define(VARINT, numbers);
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + FIELD_OFFSET, numbers[2]);
  store<i32>(record + MAX_BYTES, numbers[3]);
  store<i32>(record + ADJUSTMENT, numbers[4]);
  store<i32>(record + STRIP, numbers[5]);
  return framing;
}

/** Numbers: strips a CR, keeps the ending, and the bytes of each delimiter; they lie in a row. */
export function defineDelimiters(numbers: Int32Array, delimiters: Uint8Array): i32 {
  const count = numbers.length - 4;
  const isByte = count == 1 && numbers[4] == 1;
  const framing = define(isByte ? DELIMITER : DELIMITERS, numbers);
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + BYTE, <i32>delimiters[delimiters.length - 1]);
  store<i32>(record + STRIPS_CR, numbers[2]);
  store<i32>(record + KEEPS_ENDING, numbers[3]);
  store<i32>(record + COUNT, count);
  let source = delimiters.dataStart;
  for (let i = 0; i < count; ++i) {
    const bytes = numbers[4 + i];
    store<u8>(record + LENGTHS + <usize>i, <u8>bytes);
    const target = record + DELIMITER_DATA + <usize>i * DELIMITER_BYTES_MAX;
    memory.copy(target, source, <usize>bytes);
    source += <usize>bytes;
  }
  if (!isByte) prepareDelimiters(record);
  return framing;
}

/** Numbers: size. */
export function defineFixed(numbers: Int32Array): i32 {
  const framing = define(FIXED, numbers);
  if (framing >= 0) store<i32>(framingAt(framing) + SIZE, numbers[2]);
  return framing;
}

/** Numbers: separator. */
export function defineDecimal(numbers: Int32Array, trailer: Uint8Array): i32 {
  const framing = define(DECIMAL, numbers);
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + SEPARATOR, numbers[2]);
  store<i32>(record + TRAILER, trailer.length);
  memory.copy(record + TRAILER_DATA, trailer.dataStart, <usize>trailer.length);
  return framing;
}

/** Numbers: most bytes of the header. */
export function defineHeaderBlock(numbers: Int32Array): i32 {
  const framing = define(HEADER_BLOCK, numbers);
  if (framing >= 0) store<i32>(framingAt(framing) + HEADER_LIMIT, numbers[2]);
  return framing;
}

/** Numbers: for each stage its framing and how many frames (0: it lasts), or -1 and how many bytes. */
export function defineStages(numbers: Int32Array): i32 {
  const framing = define(STAGES, numbers);
  if (framing < 0) return framing;
  const record = framingAt(framing);
  const cells = numbers.length - 2;
  store<i32>(record + STAGE_COUNT, cells >> 1);
  for (let i = 0; i < cells; ++i)
    store<i32>(record + STAGE_DATA + ((<usize>i) << 2), numbers[2 + i]);
  return framing;
}

/** What a status code means, in a sentence. */
export function describeStatus(code: i32): string {
  return textOf(code);
}

/** The pool's figures; see poolNumbers for their order. */
export function poolFigures(): Int32Array {
  return poolNumbers();
}

/** The values of the last call are gone: the runtime's heap has no others, so it begins anew. */
export function forgetValues(): void {
  heap.reset();
}
