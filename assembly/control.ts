// The control door: typed values, once per framing, report or error, through as-bind.
import { FRAMING_BYTES } from "./layout";
import { DATA, DELIMITER, KIND, LENGTH, framingAt, nextFraming } from "./framing/record";
import { prepareDelimiters } from "./framing/delimiters";
import { prepareLengthField } from "./framing/length-field";
import { poolNumbers } from "./pool";
import { textOf } from "./status";

/**
 * Declares a framing by the cells of its record, from the kind on, and its bytes: see framing/record.ts.
 * Answers its index, or -1 if there is no room for another.
 */
export function define(cells: Int32Array, bytes: Uint8Array): i32 {
  const cellBytes = <usize>cells.byteLength;
  const size = max(cellBytes, DATA + <usize>bytes.length);
  assert(size <= FRAMING_BYTES, "a framing fits its record");
  const framing = nextFraming();
  if (framing < 0) return framing;
  const record = framingAt(framing);
  memory.copy(record, cells.dataStart, cellBytes);
  memory.copy(record + DATA, bytes.dataStart, <usize>bytes.length);
  const kind = load<i32>(record + KIND);
  if (kind == LENGTH) prepareLengthField(record);
  else if (kind == DELIMITER) prepareDelimiters(record);
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
