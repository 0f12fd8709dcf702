// Bytes in -> frame table out: one call for a piece, however many frames it holds.
import { DELIMITER, KIND, LENGTH, framingAt } from "./framing/record";
import { scanDelimiter } from "./framing/delimiter";
import { scanLengthField } from "./framing/length-field";
import { scanRaw } from "./framing/raw";
import { reportScan } from "./result";
import { BEGIN, END, FRAMING, PARSED, STATUS, slotAt } from "./slots";
import { OK } from "./status";

/**
 * Scans the open piece of a slot on from where the last scan ended. The table has three columns of
 * `frames` cells: where a payload starts, its length, where its wire bytes end. Answers how many
 * frames it holds; the result says whether there may be more, and why the stream ended if it did.
 */
export function scan(slot: i32, table: usize, frames: i32): i32 {
  const record = slotAt(slot);
  if (load<i32>(record + STATUS) != OK) {
    reportScan(load<i32>(record + STATUS), false);
    return 0;
  }
  const framing = framingAt(load<i32>(record + FRAMING));
  const kind = load<i32>(framing + KIND);
  let n: i32;
  if (kind == LENGTH) n = scanLengthField(record, framing, table, frames);
  else if (kind == DELIMITER) n = scanDelimiter(record, framing, table, frames);
  else n = scanRaw(record, table, frames);
  const parsed = load<u32>(record + PARSED);
  const end = load<u32>(record + END);
  assert(load<u32>(record + BEGIN) <= parsed && parsed <= end, "consumed <= parsed <= received");
  const code = load<i32>(record + STATUS);
  reportScan(code, code == OK && n == frames && parsed < end);
  return n;
}
