// The control door: typed values, once per framing, report or error, through as-bind.
import {
  ADJUSTMENT,
  BYTE,
  DELIMITER,
  FIELD_OFFSET,
  KEEPS_ENDING,
  KIND,
  LENGTH,
  LIMIT,
  PREFIX_DATA,
  RAW,
  SIGNED,
  SIZE,
  STRIP,
  STRIPS_CR,
  TRAILER,
  TRAILER_DATA,
  framingAt,
  nextFraming,
} from "./framing/record";
import { prepareLengthField } from "./framing/length-field";
import { poolNumbers } from "./pool";
import { textOf } from "./status";

/** Declares a framing that takes bytes as they come; answers its index, or -1 if there is no room. */
export function defineRaw(): i32 {
  const framing = nextFraming();
  if (framing >= 0) store<i32>(framingAt(framing) + KIND, RAW);
  return framing;
}

/**
 * Declares a length-field framing. Numbers: limit, offset, size, order (1 big, 0 little), signed,
 * adjustment, strip. Answers its index, or -1 if there is no room.
 */
export function defineLengthField(
  numbers: Int32Array,
  trailer: Uint8Array,
  prefix: Uint8Array,
): i32 {
  const framing = nextFraming();
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + KIND, LENGTH);
  store<i32>(record + LIMIT, numbers[0]);
  store<i32>(record + FIELD_OFFSET, numbers[1]);
  store<i32>(record + SIZE, numbers[2]);
  store<i32>(record + SIGNED, numbers[4]);
  store<i32>(record + ADJUSTMENT, numbers[5]);
  store<i32>(record + STRIP, numbers[6]);
  store<i32>(record + TRAILER, trailer.length);
  memory.copy(record + TRAILER_DATA, trailer.dataStart, <usize>trailer.length);
  memory.copy(record + PREFIX_DATA, prefix.dataStart, <usize>prefix.length);
  prepareLengthField(record, numbers[3]);
  return framing;
}

/** Declares frames that end in one byte. Numbers: limit, byte, strips a CR, keeps the ending. */
export function defineDelimiter(numbers: Int32Array): i32 {
  const framing = nextFraming();
  if (framing < 0) return framing;
  const record = framingAt(framing);
  store<i32>(record + KIND, DELIMITER);
  store<i32>(record + LIMIT, numbers[0]);
  store<i32>(record + BYTE, numbers[1]);
  store<i32>(record + STRIPS_CR, numbers[2]);
  store<i32>(record + KEEPS_ENDING, numbers[3]);
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
