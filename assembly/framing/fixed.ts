// Frames of one size.
import { FRAME_BYTES } from "./record";
import { END, NEED, PARSED } from "../slots";

/** A column of the table is `stride` bytes; answers how many frames, at most `frames`, it now holds. */
export function scanFixed(
  slot: usize,
  record: usize,
  table: usize,
  stride: usize,
  frames: i32,
): i32 {
  const end = <usize>load<u32>(slot + END);
  const size = <usize>load<i32>(record + FRAME_BYTES);
  let at = <usize>load<u32>(slot + PARSED);
  const n = min(frames, <i32>((end - at) / size));
  for (let i = 0; i < n; ++i) {
    const cell = table + ((<usize>i) << 2);
    store<u32>(cell, <u32>at);
    store<u32>(cell + stride, <u32>size);
    at += size;
    store<u32>(cell + 2 * stride, <u32>at);
  }
  store<u32>(slot + PARSED, <u32>at);
  store<u32>(slot + NEED, <u32>(n < frames && at < end ? size : 0));
  return n;
}
