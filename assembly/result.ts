// The report of the last scan, landing or inquiry, read by the host without another call.
//
//    0 i32  code       OK or the failure of the slot
//    4 i32  more       1: the scan ended before the piece did
//    8 f64  offset     stream position of the frame that failed, was discarded or is incomplete
//   16 f64  declared   payload bytes it declares (or wire bytes it needs), NaN where unknown
//   24 f64  limit      maxFrameBytes of its framing
//   32 u32  landing    where the next bytes of a large frame belong
//   36 i32  discarded  1: behind the frames of the table a frame over the limit is passed over
//   40 f64  position   stream position of the first byte scanned
//   48 u32  from       where that byte lies
import { RESULT } from "./layout";

const CODE: usize = 0;
const MORE: usize = 4;
const FAULT_AT: usize = 8;
const DECLARED: usize = 16;
const LIMIT: usize = 24;
const LANDING: usize = 32;
const DISCARDED: usize = 36;
const POSITION: usize = 40;
const FROM: usize = 48;

export function reportScan(code: i32, more: bool): void {
  store<i32>(RESULT + CODE, code);
  store<i32>(RESULT + MORE, more ? 1 : 0);
}

/** Where the scan began; nothing is discarded yet. */
export function reportStart(position: u64, from: usize): void {
  store<f64>(RESULT + POSITION, <f64>position);
  store<u32>(RESULT + FROM, <u32>from);
  store<i32>(RESULT + DISCARDED, 0);
}

export function reportDiscarded(): void {
  store<i32>(RESULT + DISCARDED, 1);
}

export function hasDiscarded(): bool {
  return load<i32>(RESULT + DISCARDED) != 0;
}

export function reportFrame(offset: u64, declared: f64, limit: u32): void {
  store<f64>(RESULT + FAULT_AT, <f64>offset);
  store<f64>(RESULT + DECLARED, declared);
  store<f64>(RESULT + LIMIT, <f64>limit);
}

export function reportLanding(address: usize): void {
  store<u32>(RESULT + LANDING, <u32>address);
}
