// No framing: a piece, as it came, is one frame; an empty piece is none.
import { END, PARSED } from "../slots";

export function scanRaw(slot: usize, table: usize, frames: i32): i32 {
  const at = load<u32>(slot + PARSED);
  const end = load<u32>(slot + END);
  if (at == end) return 0;
  const sizes = table + ((<usize>frames) << 2);
  const ends = sizes + ((<usize>frames) << 2);
  store<u32>(table, at);
  store<u32>(sizes, end - at);
  store<u32>(ends, end);
  store<u32>(slot + PARSED, end);
  return 1;
}
