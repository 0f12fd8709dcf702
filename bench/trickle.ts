import Table from "cli-table3";
import {
  FrameDecoder,
  FrameEncoder,
  type Framing,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthPrefixed,
  lines,
  varint,
} from "millrace/codec";
import { median } from "./rounds.js";

const KIB = 1024;
const MIB = 1024 * KIB;
/** Wire bytes of one measurement, at the least. */
const BYTES_PER_RUN = 256 * KIB;
const LETTER = 0x61;

const framings: Readonly<Record<string, (bytes: number) => Framing>> = {
  lengthPrefixed: () => lengthPrefixed(4),
  varint: () => varint(),
  lines: () => lines({ maxFrameBytes: 8 * MIB }),
  "delimited CR LF": () => delimited("\r\n", { maxFrameBytes: 8 * MIB }),
  fixed: (bytes) => fixed(bytes),
  "decimal, trailer": () => decimal({ separator: ":", trailer: "," }),
  headerBlock: () => headerBlock(),
};

/** The chunks of one frame; those inside the payload are one and the same object. */
function chunksOf(wire: Uint8Array, step: number): Uint8Array[] {
  const same = new Uint8Array(step).fill(LETTER);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < wire.length; at += step) {
    const chunk = wire.subarray(at, at + step);
    const isSame = chunk.length === step && chunk.every((byte) => byte === LETTER);
    chunks.push(isSame ? same : chunk.slice());
  }
  return chunks;
}

function wireOf(framing: Framing, bytes: number): Uint8Array {
  return new FrameEncoder(framing).encode(new Uint8Array(bytes).fill(LETTER));
}

/** Nanoseconds per byte of the wire. */
function measure(framing: Framing, wire: Uint8Array, step: number, runs: number): number {
  const chunks = chunksOf(wire, step);
  const frames = Math.max(1, Math.floor(BYTES_PER_RUN / wire.length));
  const decoder = new FrameDecoder(framing);
  const times = Array.from({ length: runs }, () => {
    let decoded = 0;
    const start = performance.now();
    for (let i = 0; i < frames; ++i) {
      for (const chunk of chunks) decoded += decoder.push(chunk).length;
    }
    const ns = (performance.now() - start) * 1e6;
    if (decoded !== frames) throw new Error(`${frames} frames expected, ${decoded} decoded`);
    return ns / (frames * wire.length);
  });
  decoder.dispose();
  return median(times);
}

/**
 * Frames that come in very small chunks: the time must grow with the bytes alone, whatever the size of
 * the frame. A push costs what it costs, so a byte that comes alone costs more than one of 64.
 */
export function benchTrickle(sizes: readonly number[], runs: number): void {
  // What is compiled for the first row would else be counted there.
  measure(lines(), wireOf(lines(), 4 * KIB), 1, 1);
  measure(lengthPrefixed(4), wireOf(lengthPrefixed(4), 4 * KIB), 1, 1);
  const table = new Table({
    head: ["frame in small chunks", "ns / B in 1 B", "in 64 B", "ratio", "ratio per chunk"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const [name, make] of Object.entries(framings)) {
    for (const bytes of sizes) {
      const framing = make(bytes);
      const wire = wireOf(framing, bytes);
      const single = measure(framing, wire, 1, runs);
      const many = measure(framing, wire, 64, runs);
      const ratio = single / many;
      const cells = [single.toFixed(1), many.toFixed(2), ratio.toFixed(1), (ratio / 64).toFixed(2)];
      table.push([`${name}, ${bytes / KIB} KiB`, ...cells]);
    }
  }
  console.log(table.toString());
}

/** 4 KiB, 60 KiB, 4 MiB. */
export const TRICKLE_SIZES: readonly number[] = [4 * KIB, 60 * KIB, 4 * MIB];
