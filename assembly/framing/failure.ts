// A frame that cannot be right ends its stream: the slot keeps the code, the result says where. One
// that is only too large can be passed over instead, if its framing says so.
import { DISCARDS, LIMIT } from "./record";
import { STATUS } from "../slots";
import { discard, positionOf, skipFrom } from "../passing";
import { reportFrame } from "../result";
import { OVERSIZE } from "../status";

/** `declared` is the payload the frame announces, in bytes; NaN where the wire does not say. */
export function fail(slot: usize, framing: usize, code: i32, at: usize, declared: f64): void {
  store<i32>(slot + STATUS, code);
  reportFrame(positionOf(slot, at), declared, load<u32>(framing + LIMIT));
}

/**
 * The frame at `at`, of `wire` bytes, is over the limit: the stream fails, or goes on behind it. Answers
 * up to where the piece is parsed then.
 */
export function refuse(slot: usize, framing: usize, at: usize, declared: f64, wire: u64): usize {
  if (load<i32>(framing + DISCARDS) == 0) {
    fail(slot, framing, OVERSIZE, at, declared);
    return at;
  }
  discard(slot, framing, at, declared);
  return skipFrom(slot, at, wire);
}
