import Table from "cli-table3";
import { type Contestant, lengthBatch, lengthByHand, lengthFrames } from "./contestants.js";
import { median } from "./rounds.js";
import { type Wire, lengthPrefixedWire } from "./wire.js";

/** Frames of a window: what they leave behind stays below V8's young generation. */
const WINDOW_FRAMES = 50_000;

/** Bytes allocated per frame: the median window, as a collection spoils the one it falls into. */
function heapPerFrame(run: Contestant, wire: Wire, frames: number): number {
  const windows = Math.ceil(frames / wire.frames);
  const grown: number[] = [];
  for (let i = 0; i < 50; ++i) run(wire.chunks);
  for (let i = 0; i < windows; ++i) {
    const before = process.memoryUsage().heapUsed;
    run(wire.chunks);
    grown.push((process.memoryUsage().heapUsed - before) / wire.frames);
  }
  return median(grown);
}

/** Garbage per frame beside hand-written JavaScript. */
export function benchGarbage(frames: number): void {
  const wire = lengthPrefixedWire(WINDOW_FRAMES, 64, 65_536);
  const table = new Table({
    head: ["u32 + 64 B", "heap, bytes / frame"],
    colAligns: ["left", "right"],
    style: { head: [], border: [] },
  });
  const contestants = { "readUInt32BE + subarray": lengthByHand, "millrace batch": lengthBatch };
  for (const [name, run] of Object.entries({ ...contestants, "millrace Frame": lengthFrames })) {
    table.push([name, heapPerFrame(run, wire, frames).toFixed(3)]);
  }
  console.log(table.toString());
}
