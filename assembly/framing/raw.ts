// Without boundaries of the core's: a piece, as it came, is one frame; an empty piece is none. Where the
// host finds the boundaries it is shown all that is left, and says how much of it was frames.
import { END, PARSED } from "../slots";

export function scanRaw(slot: usize, table: usize, stride: usize): i32 {
  const n = show(slot, table, stride);
  store<u32>(slot + PARSED, load<u32>(slot + END));
  return n;
}

export function scanForHost(slot: usize, table: usize, stride: usize): i32 {
  return show(slot, table, stride);
}

function show(slot: usize, table: usize, stride: usize): i32 {
  const at = load<u32>(slot + PARSED);
  const end = load<u32>(slot + END);
  if (at == end) return 0;
  store<u32>(table, at);
  store<u32>(table + stride, end - at);
  store<u32>(table + 2 * stride, end);
  return 1;
}
