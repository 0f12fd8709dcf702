import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import Table from "cli-table3";
import { type Contestant, lengthBatch, lengthByHand, lengthFrames } from "./contestants.js";
import { type Wire, lengthPrefixedWire } from "./wire.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Frames of a window: what they leave behind stays below V8's young generation. */
const WINDOW_FRAMES = 50_000;

/** Bytes allocated per frame, summed over windows in which no collection runs. */
function heapPerFrame(run: Contestant, wire: Wire, frames: number): number {
  const windows = Math.ceil(frames / wire.frames);
  let grown = 0;
  for (let i = 0; i < 20; ++i) run(wire.chunks);
  for (let i = 0; i < windows; ++i) {
    collect();
    const before = process.memoryUsage().heapUsed;
    run(wire.chunks);
    grown += process.memoryUsage().heapUsed - before;
  }
  return grown / (windows * wire.frames);
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
