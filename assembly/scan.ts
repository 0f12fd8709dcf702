// Bytes in -> frame table out: one call for a piece, however many frames it holds.
import {
  DECIMAL,
  DELIMITER,
  FIXED,
  HEADER_BLOCK,
  HOST,
  KIND,
  LENGTH,
  VARINT,
  framingAt,
} from "./framing/record";
import { scanDecimal } from "./framing/decimal";
import { scanDelimiters, seekDelimiters } from "./framing/delimiters";
import { keepEndings } from "./framing/ending";
import { scanFixed } from "./framing/fixed";
import { scanHeaderBlock } from "./framing/header-block";
import { scanLengthField } from "./framing/length-field";
import { scanForHost, scanRaw } from "./framing/raw";
import { scanVarint } from "./framing/varint";
import { SKIPPING, STRAIGHT, positionOf, skipOn } from "./passing";
import { hasDiscarded, reportScan, reportStart } from "./result";
import { BEGIN, END, FRAMING, LEFT, MODE, PARSED, STATUS, slotAt } from "./slots";
import { count, mark, passed } from "./stages";
import { OK } from "./status";

/**
 * Scans the open piece of a slot on from where the last scan ended. The table has three columns of
 * `frames` cells: where a payload starts, its length, where its wire bytes end. Answers how many
 * frames it holds, one behind the other; the result says whether there may be more, whether one is
 * passed over behind them, and why the stream ended if it did.
 */
export function scan(slot: i32, table: usize, frames: i32): i32 {
  const record = slotAt(slot);
  const start = <usize>load<u32>(record + PARSED);
  reportStart(positionOf(record, start), start);
  if (load<i32>(record + STATUS) != OK) {
    reportScan(load<i32>(record + STATUS), false);
    return 0;
  }
  if (load<i32>(record + MODE) != STRAIGHT && !passOn(record)) {
    reportScan(OK, false);
    return 0;
  }
  mark(record);
  const left = <i32>load<u32>(record + LEFT);
  const most = left == 0 ? frames : min(left, frames);
  const n = find(record, table, (<usize>frames) << 2, most);
  const discarded = hasDiscarded();
  // A frame that is passed over counts when it has been.
  count(record, discarded && load<i32>(record + MODE) == STRAIGHT ? n + 1 : n);
  const parsed = load<u32>(record + PARSED);
  const end = load<u32>(record + END);
  assert(load<u32>(record + BEGIN) <= parsed && parsed <= end, "consumed <= parsed <= received");
  const code = load<i32>(record + STATUS);
  reportScan(code, code == OK && (n == most || discarded) && parsed < end);
  return n;
}

/** Goes on with bytes that are passed over; true if frames follow in this piece. */
function passOn(slot: usize): bool {
  while (load<i32>(slot + MODE) != STRAIGHT) {
    const isDone = load<i32>(slot + MODE) == SKIPPING ? skipOn(slot) : seek(slot);
    if (!isDone) return false;
    passed(slot);
  }
  const parsed = <usize>load<u32>(slot + PARSED);
  reportStart(positionOf(slot, parsed), parsed);
  return true;
}

function seek(slot: usize): bool {
  return seekDelimiters(slot, framingAt(load<i32>(slot + FRAMING)));
}

function find(slot: usize, table: usize, stride: usize, frames: i32): i32 {
  const framing = framingAt(load<i32>(slot + FRAMING));
  switch (load<i32>(framing + KIND)) {
    case LENGTH:
      return scanLengthField(slot, framing, table, stride, frames);
    case DELIMITER:
      return keepEndings(
        framing,
        table,
        stride,
        scanDelimiters(slot, framing, table, stride, frames),
      );
    case VARINT:
      return scanVarint(slot, framing, table, stride, frames);
    case FIXED:
      return scanFixed(slot, framing, table, stride, frames);
    case DECIMAL:
      return scanDecimal(slot, framing, table, stride, frames);
    case HEADER_BLOCK:
      return scanHeaderBlock(slot, framing, table, stride, frames);
    case HOST:
      return scanForHost(slot, table, stride);
    default:
      return scanRaw(slot, table, stride);
  }
}
