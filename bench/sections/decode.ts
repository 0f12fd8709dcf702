import { Field } from "../field.js";
import type { Figure } from "../harness/figures.js";
import { WIRE_FRAMINGS, type WireFraming } from "../wire.js";
import { type Section, type Size, bySize } from "./section.js";

export const DECODE = "decode";
const PAYLOAD_BYTES = 64;
const CHUNK_BYTES = 65_536;

export function decodeWork(framing: WireFraming): string {
  return `${framing}, 64 B, chunks of 64 KiB`;
}

async function run(size: Size): Promise<Figure[]> {
  const figures: Figure[] = [];
  const shape = {
    payloadBytes: PAYLOAD_BYTES,
    chunk: CHUNK_BYTES,
    frames: bySize(size, 500, 50_000, 50_000),
  };
  const options = {
    rounds: bySize(size, 1, 5, 9),
    roundMs: bySize(size, 5, 60, 120),
    garbage: true,
  };
  for (const framing of WIRE_FRAMINGS) {
    const field = new Field(framing);
    try {
      const work = decodeWork(framing);
      figures.push(...(await field.measure(DECODE, work, { framing, ...shape }, options)));
    } finally {
      field.close();
    }
  }
  return figures;
}

/** Each framing with all its peers, on the same bytes: what the targets speak of. */
export const decodeSection: Section = { name: DECODE, title: "Frames of 64 B", run };
