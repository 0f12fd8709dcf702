import { Field } from "../field.js";
import type { Figure } from "../harness/figures.js";
import { type Section, type Size, bySize } from "./section.js";

export const SIZES = "sizes";
const RUN_BYTES = 8 * 2 ** 20;
const FRAMES_MAX = 50_000;

/** 0, 1, 4, 16, ... 16 MiB. */
export const SIZE_STEPS: readonly number[] = [0, ...Array.from({ length: 13 }, (_, i) => 4 ** i)];

export function sizeWork(bytes: number): string {
  return `${bytes} B`;
}

async function run(size: Size): Promise<Figure[]> {
  const figures: Figure[] = [];
  // frame-stream has no empty frames; the others show how they grow, all of them linearly.
  const names = [
    "millrace batch",
    "millrace Frame",
    "cursor, readUInt32BE + subarray",
    "tokio-util LengthDelimitedCodec",
    "Rust by hand",
  ];
  const field = new Field("u32", names);
  const steps = size === "smoke" ? [0, 64, 65_536] : SIZE_STEPS;
  try {
    for (const payloadBytes of steps) {
      const frames = Math.floor(RUN_BYTES / Math.max(1, payloadBytes));
      const shape = {
        framing: "u32",
        payloadBytes,
        chunk: 65_536,
        frames: Math.max(1, Math.min(size === "smoke" ? 20 : FRAMES_MAX, frames)),
      } as const;
      const options = { rounds: bySize(size, 1, 3, 5), roundMs: bySize(size, 1, 20, 50) };
      figures.push(...(await field.measure(SIZES, sizeWork(payloadBytes), shape, options)));
    }
  } finally {
    field.close();
  }
  return figures;
}

/** The time of a frame grows with its bytes, and with nothing else. */
export const sizesSection: Section = {
  name: SIZES,
  title: "Frames of 0 B to 16 MiB, u32, chunks of 64 KiB",
  isLong: true,
  run,
};
