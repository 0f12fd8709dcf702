import { Field } from "../field.js";
import type { Figure } from "../harness/figures.js";
import { type CellShape, type ChunkSize, WIRE_FRAMINGS, type WireFraming } from "../wire.js";
import { type Section, type Size, bySize } from "./section.js";

export const MATRIX = "matrix";
const KIB = 1024;
const PAYLOADS = [16, 64, 256, KIB, 16 * KIB, 64 * KIB, KIB * KIB];
const CHUNKS: readonly ChunkSize[] = [65_536, 1_460, "random", 1];

/** Bytes of a run: fewer where each comes alone. */
const RUN_BYTES = 4 * KIB * KIB;
const RUN_BYTES_BY_ONE = 64 * KIB;
const FRAMES_MAX = 50_000;

function sizeText(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`;
  return bytes < KIB * KIB ? `${bytes / KIB} KiB` : `${bytes / (KIB * KIB)} MiB`;
}

export function chunkText(chunk: ChunkSize): string {
  if (chunk === "random") return "random chunks";
  return chunk === 1 ? "byte by byte" : `chunks of ${chunk === 65_536 ? "64 KiB" : `${chunk} B`}`;
}

function shapesOf(framing: WireFraming, size: Size): CellShape[] {
  const payloads = size === "smoke" ? [16, KIB] : PAYLOADS;
  return payloads.flatMap((payloadBytes) =>
    CHUNKS.flatMap((chunk) => {
      // A million chunks of one byte say no more than 64 thousand.
      if (chunk === 1 && payloadBytes > RUN_BYTES_BY_ONE) return [];
      const bytes = size === "smoke" ? 8 * KIB : chunk === 1 ? RUN_BYTES_BY_ONE : RUN_BYTES;
      const frames = Math.max(1, Math.min(FRAMES_MAX, Math.floor(bytes / payloadBytes)));
      return [{ framing, payloadBytes, chunk, frames }];
    }),
  );
}

async function run(framing: WireFraming, size: Size): Promise<Figure[]> {
  const figures: Figure[] = [];
  const field = new Field(framing);
  try {
    for (const shape of shapesOf(framing, size)) {
      const { payloadBytes, chunk } = shape;
      const work = `${framing}, ${sizeText(payloadBytes)}, ${chunkText(chunk)}`;
      const options = {
        rounds: bySize(size, 1, 3, 3),
        roundMs: bySize(size, 1, 10, 10),
        garbage: chunk === 65_536,
      };
      figures.push(...(await field.measure(MATRIX, work, shape, options)));
    }
  } finally {
    field.close();
  }
  return figures;
}

/** One for each framing. */
export const matrixSections: readonly Section[] = WIRE_FRAMINGS.map((framing) => ({
  name: `${MATRIX}-${framing}`,
  title: `Every payload in every kind of chunk, ${framing}`,
  isLong: true,
  run: (size) => run(framing, size),
}));
