import { readFileSync, writeFileSync } from "node:fs";
import { type Cell, chunksOf } from "./wire.js";

// The bytes that all contestants decode, whatever they are written in, and where they are cut:
//
//   u32 LE count | count x u32 LE chunk length | the wire

export function writeCell(path: string, cell: Cell): void {
  const { cuts, wire } = cell;
  const head = Buffer.alloc(4 * (1 + cuts.length));
  head.writeUInt32LE(cuts.length);
  cuts.forEach((bytes, i) => head.writeUInt32LE(bytes, 4 * (1 + i)));
  writeFileSync(path, Buffer.concat([head, wire]));
}

/** The chunks of a cell that another process wrote. */
export function readChunks(path: string): Buffer[] {
  const file = readFileSync(path);
  const count = file.readUInt32LE();
  const cuts = Uint32Array.from({ length: count }, (_, i) => file.readUInt32LE(4 * (1 + i)));
  return chunksOf(file.subarray(4 * (1 + count)), cuts);
}
