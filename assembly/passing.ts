// Bytes that are passed over, as they come, without being kept:
//
//   SKIPPING   so many: those of a stage, or the rest of a frame over the limit whose size is known
//   SEEKING    those of a frame over the limit, up to and including its delimiter
import { BEGIN, END, MODE, OFFSET, PARSED, SKIP, SKIPPED } from "./slots";
import { reportDiscarded, reportFrame } from "./result";
import { LIMIT } from "./framing/record";

export const STRAIGHT: i32 = 0;
export const SKIPPING: i32 = 1;
export const SEEKING: i32 = 2;

/** Position in the stream of the byte at `at`, which lies in the open piece. */
export function positionOf(slot: usize, at: usize): u64 {
  return load<u64>(slot + OFFSET) + <u64>(at - <usize>load<u32>(slot + BEGIN));
}

/** Passes over `bytes` from `at` on; answers where those that have come end. */
export function skipFrom(slot: usize, at: usize, bytes: u64): usize {
  const have = <u64>(<usize>load<u32>(slot + END) - at);
  if (bytes <= have) {
    store<i32>(slot + MODE, STRAIGHT);
    return at + <usize>bytes;
  }
  store<i32>(slot + MODE, SKIPPING);
  store<u64>(slot + SKIP, bytes - have);
  store<u64>(slot + SKIPPED, positionOf(slot, at));
  return at + <usize>have;
}

/** Goes on passing over; true if that is done. */
export function skipOn(slot: usize): bool {
  const at = <usize>load<u32>(slot + PARSED);
  const have = <u64>(<usize>load<u32>(slot + END) - at);
  const left = load<u64>(slot + SKIP);
  const part = min(have, left);
  store<u64>(slot + SKIP, left - part);
  store<u32>(slot + PARSED, <u32>(at + <usize>part));
  if (part < left) return false;
  store<i32>(slot + MODE, STRAIGHT);
  return true;
}

/** Tells that the frame at `at` is passed over: it declares more than the limit, or is longer. */
export function discard(slot: usize, framing: usize, at: usize, declared: f64): void {
  reportDiscarded();
  reportFrame(positionOf(slot, at), declared, load<u32>(framing + LIMIT));
}
