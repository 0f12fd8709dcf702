// A frame that cannot be right ends its stream: the slot keeps the code, the result says where.
import { LIMIT } from "./record";
import { BEGIN, OFFSET, STATUS } from "../slots";
import { reportFrame } from "../result";

/** `declared` is the payload the frame announces, in bytes; NaN where the wire does not say. */
export function fail(slot: usize, record: usize, code: i32, at: usize, declared: f64): void {
  store<i32>(slot + STATUS, code);
  const offset = load<u64>(slot + OFFSET) + <u64>(at - <usize>load<u32>(slot + BEGIN));
  reportFrame(offset, declared, load<u32>(record + LIMIT));
}
