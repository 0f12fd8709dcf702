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
import type { Figure } from "../harness/figures.js";
import type { Section, Size } from "./section.js";

export const TRICKLE = "trickle";

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

/** Nanoseconds per byte of the wire, run by run. */
function measure(framing: Framing, wire: Uint8Array, step: number, runs: number): number[] {
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
  return times;
}

const FULL_SIZES = [4 * KIB, 60 * KIB, 4 * MIB];

function run(size: Size): Promise<Figure[]> {
  // What is compiled for the first row would else be counted there.
  measure(lines(), wireOf(lines(), 4 * KIB), 1, 1);
  measure(lengthPrefixed(4), wireOf(lengthPrefixed(4), 4 * KIB), 1, 1);
  const figures: Figure[] = [];
  for (const [name, make] of Object.entries(framings)) {
    for (const bytes of size === "smoke" ? [4 * KIB] : FULL_SIZES) {
      const framing = make(bytes);
      const wire = wireOf(framing, bytes);
      const figure = {
        bench: TRICKLE,
        work: `${name}, frames of ${bytes / KIB} KiB`,
        unit: "ns / B",
      };
      for (const step of [1, 64]) {
        const values = measure(framing, wire, step, size === "smoke" ? 1 : 3);
        figures.push({ ...figure, contestant: `chunks of ${step} B`, values });
      }
    }
  }
  return Promise.resolve(figures);
}

/**
 * Frames that come in very small chunks: the time must grow with the bytes alone, whatever the size of
 * the frame. A push costs what it costs, so a byte that comes alone costs more than one of 64.
 */
export const trickleSection: Section = {
  name: TRICKLE,
  title: "Frames in very small chunks",
  isLong: true,
  run,
};
