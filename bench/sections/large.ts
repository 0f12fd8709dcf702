import { Field } from "../field.js";
import type { Figure } from "../harness/figures.js";
import { type Section, type Size, bySize } from "./section.js";

export const LARGE = "large";
export const LARGE_WORK = "one u32 frame of 4 MiB, chunks of 1,460 B";

async function run(size: Size): Promise<Figure[]> {
  const field = new Field("large");
  const shape = {
    framing: "u32",
    payloadBytes: bySize(size, 65_536, 4 * 2 ** 20, 4 * 2 ** 20),
    chunk: 1_460,
    frames: 1,
  } as const;
  const options = { rounds: bySize(size, 1, 7, 15), roundMs: bySize(size, 5, 50, 80) };
  try {
    return await field.measure(LARGE, LARGE_WORK, shape, options);
  } finally {
    field.close();
  }
}

/** A frame that comes in very many chunks, against copying its bytes once. */
export const largeSection: Section = { name: LARGE, title: "One large frame", run };
