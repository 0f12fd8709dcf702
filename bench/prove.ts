/**
 * Every byte of every frame, once, by all contestants of all framings, against the bytes that were put on
 * the wire. The measurements look at the ends of each frame only. Takes `--prove`, as all who look so close.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readChunks, writeCell } from "./cell-file.js";
import { CONTESTANTS, type Contestant, LARGE } from "./contestants/registry.js";
import type { Tally } from "./digest.js";
import { Child, native } from "./harness/child.js";
import { type CellShape, WIRE_FRAMINGS, makeCell } from "./wire.js";

const SHAPES = [
  { payloadBytes: 64, frames: 200, chunk: 1 },
  { payloadBytes: 300, frames: 400, chunk: "random" },
  { payloadBytes: 70_000, frames: 4, chunk: 1_460 },
] as const;

/** What a contestant sees; undefined if it is not built. */
async function seenBy(contestant: Contestant, path: string): Promise<Tally | undefined> {
  if (contestant.native === undefined) {
    const run = await contestant.make?.();
    return run?.(readChunks(path));
  }
  const command = native("codecs", contestant.native, "--prove");
  if (command === undefined) return undefined;
  const child = new Child(command);
  try {
    return (await child.ask(`cell ${path}`)) as Tally;
  } finally {
    child.kill();
  }
}

let proofs = 0;

async function prove(
  contestants: Readonly<Record<string, Contestant>>,
  shape: CellShape,
  path: string,
): Promise<void> {
  const cell = makeCell(shape);
  writeCell(path, cell);
  for (const [name, contestant] of Object.entries(contestants)) {
    const seen = await seenBy(contestant, path);
    if (seen === undefined) continue;
    if (seen.frames !== cell.tally.frames || seen.sum !== cell.tally.sum) {
      throw new Error(`${name} saw other frames than those of ${JSON.stringify(shape)}`);
    }
    ++proofs;
  }
}

if (!process.argv.includes("--prove")) throw new RangeError("--prove is missing");
const directory = mkdtempSync(join(tmpdir(), "millrace-proof-"));
try {
  const path = join(directory, "cell");
  for (const framing of WIRE_FRAMINGS) {
    for (const shape of SHAPES) await prove(CONTESTANTS[framing], { framing, ...shape }, path);
  }
  const large = { framing: "u32", payloadBytes: 100_000, frames: 1, chunk: 1_460 } as const;
  await prove(LARGE, large, path);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
console.log(`${proofs} runs saw every byte of every frame`);
