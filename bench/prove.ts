/**
 * Every byte of every frame, once, by all contestants of all framings, against the bytes that were put on
 * the wire. The measurements look at the ends of each frame only. Takes `--prove`, as all who look so close.
 */
import { Field } from "./field.js";
import { type CellShape, WIRE_FRAMINGS } from "./wire.js";

const SHAPES = [
  { payloadBytes: 64, frames: 200, chunk: 1 },
  { payloadBytes: 300, frames: 400, chunk: "random" },
  { payloadBytes: 70_000, frames: 4, chunk: 1_460 },
] as const;

async function prove(
  framing: CellShape["framing"] | "large",
  shapes: readonly CellShape[],
): Promise<number> {
  const field = new Field(framing, { proves: true });
  try {
    let count = 0;
    for (const shape of shapes) count += (await field.prove(shape)).length;
    return count;
  } finally {
    field.close();
  }
}

if (!process.argv.includes("--prove")) throw new RangeError("--prove is missing");
const counts = await Promise.all([
  ...WIRE_FRAMINGS.map((framing) => {
    return prove(
      framing,
      SHAPES.map((shape) => ({ framing, ...shape })),
    );
  }),
  prove("large", [{ framing: "u32", payloadBytes: 100_000, frames: 1, chunk: 1_460 }]),
]);
const total = counts.reduce((sum, count) => sum + count, 0);
console.log(`${total} runs saw every byte of every frame`);
