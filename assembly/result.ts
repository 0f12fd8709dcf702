// The report of the last scan, landing or inquiry, read by the host without another call.
//
//    0 i32  code       OK or the failure of the slot
//    4 i32  more       1: the table filled up before the piece ended
//    8 f64  offset     stream position of the frame that failed or is incomplete
//   16 f64  declared   payload bytes it declares (or wire bytes it needs), NaN where unknown
//   24 f64  limit      maxFrameBytes of its framing
//   32 u32  landing    where the next bytes of a large frame belong
import { RESULT } from "./layout";

const CODE: usize = 0;
const MORE: usize = 4;
const POSITION: usize = 8;
const DECLARED: usize = 16;
const LIMIT: usize = 24;
const LANDING: usize = 32;

export function reportScan(code: i32, more: bool): void {
  store<i32>(RESULT + CODE, code);
  store<i32>(RESULT + MORE, more ? 1 : 0);
}

export function reportFrame(offset: u64, declared: f64, limit: u32): void {
  store<f64>(RESULT + POSITION, <f64>offset);
  store<f64>(RESULT + DECLARED, declared);
  store<f64>(RESULT + LIMIT, <f64>limit);
}

export function reportLanding(address: usize): void {
  store<u32>(RESULT + LANDING, <u32>address);
}
