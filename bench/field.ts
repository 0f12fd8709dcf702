/** Contestants over one framing, each in a process of its own, and the cells that they are given. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCell } from "./cell-file.js";
import { type Contestant, CONTESTANTS, LARGE } from "./contestants/registry.js";
import type { Tally } from "./digest.js";
import { Child, native, script } from "./harness/child.js";
import type { Figure } from "./harness/figures.js";
import { type Round, interleave } from "./harness/rounds.js";
import { type Cell, type CellShape, makeCell } from "./wire.js";

/** More than so many bytes copied or read again in a run: left out. */
const REREAD_BYTES_MAX = 2e9;
const RANDOM_CHUNK_BYTES = 5_900;
const SMALL_RUN_FRAMES = 2_000;

const NOT_BUILT = "not built: npm run bench:native";
const LEFT_OUT = "left out: its time grows with the square of the frame";

export interface FieldOptions {
  readonly rounds: number;
  readonly roundMs: number;
  /** Whether what a run leaves behind is counted too. */
  readonly garbage?: boolean;
}

function rereadBytes({ rereads = 0 }: Contestant, shape: CellShape): number {
  const chunkBytes = shape.chunk === "random" ? RANDOM_CHUNK_BYTES : shape.chunk;
  const { payloadBytes, frames } = shape;
  return rereads * frames * (payloadBytes / chunkBytes) * (payloadBytes / 2);
}

interface Measured {
  readonly ns: number;
}

interface Garbage {
  readonly bytes: number;
  readonly collections: number;
}

export class Field {
  readonly #contestants: Readonly<Record<string, Contestant>>;
  readonly #children = new Map<string, Child>();
  readonly #directory: string = mkdtempSync(join(tmpdir(), "millrace-bench-"));

  /** All contestants, or `only` these. */
  constructor(framing: CellShape["framing"] | "large", only?: readonly string[]) {
    const all = Object.entries(framing === "large" ? LARGE : CONTESTANTS[framing]);
    const chosen = all.filter(([name]) => only?.includes(name) ?? true);
    this.#contestants = Object.fromEntries(chosen);
    for (const [name, contestant] of chosen) {
      const [node = "", ...worker] = script("./decode-worker.js", framing, name);
      const command =
        contestant.native === undefined
          ? [node, "--expose-gc", ...worker]
          : native("codecs", contestant.native);
      if (command !== undefined) this.#children.set(name, new Child(command));
    }
  }

  #write(cell: Cell): string {
    const path = join(this.#directory, "cell");
    writeCell(path, cell);
    return path;
  }

  /** Those who decode a cell, after each has shown that it sees what is there; and who does not, and why. */
  async #enter(cell: Cell): Promise<[Map<string, Child>, Map<string, string>]> {
    const path = this.#write(cell);
    const entered = new Map<string, Child>();
    const absent = new Map<string, string>();
    for (const [name, contestant] of Object.entries(this.#contestants)) {
      const child = this.#children.get(name);
      if (child === undefined) absent.set(name, NOT_BUILT);
      else if (rereadBytes(contestant, cell) > REREAD_BYTES_MAX) absent.set(name, LEFT_OUT);
      else entered.set(name, child);
    }
    const { frames, sum } = cell.tally;
    const check = async (name: string, child: Child): Promise<void> => {
      const tally = (await child.ask(`cell ${path}`)) as Tally;
      if (tally.frames === frames && tally.sum === sum) return;
      throw new Error(`${name} saw ${tally.frames} frames, and not those of the wire`);
    };
    await Promise.all([...entered].map(([name, child]) => check(name, child)));
    return [entered, absent];
  }

  /** Nanoseconds per frame of each contestant, and bytes if asked. */
  async measure(
    bench: string,
    work: string,
    shape: CellShape,
    options: FieldOptions,
  ): Promise<Figure[]> {
    const { rounds, roundMs } = options;
    const { frames } = shape;
    const cell = makeCell(shape);
    const [entered, absent] = await this.#enter(cell);
    const runs = [...entered].map(([name, child]): [string, Round] => [
      name,
      async () => ((await child.ask(`round ${roundMs}`)) as Measured).ns / frames,
    ]);
    const times = await interleave(new Map(runs), rounds);
    const figures: Figure[] = [...times].map(([contestant, values]) => {
      return { bench, work, contestant, unit: "ns / frame", values };
    });
    for (const [contestant, note] of absent) {
      figures.push({ bench, work, contestant, unit: "ns / frame", values: [], note });
    }
    if (options.garbage === true)
      figures.push(...(await this.#garbage(bench, work, cell, entered)));
    return figures;
  }

  /** What each leaves on the JS heap, and how often the collector came in so many frames. */
  async #garbage(
    bench: string,
    work: string,
    cell: Cell,
    entered: ReadonlyMap<string, Child>,
  ): Promise<Figure[]> {
    const figures: Figure[] = [];
    const collections = new Map<string, number>();
    const all = [...entered].filter(([name]) => this.#contestants[name]?.native === undefined);
    for (const [name, child] of all) {
      const found = (await child.ask("garbage 15")) as Garbage;
      collections.set(name, found.collections);
      if (found.collections === 0) {
        const values = [found.bytes / cell.frames];
        figures.push({ bench, work, contestant: name, unit: "B / frame", values });
      }
    }
    // Fewer frames for those who leave much: a run must be over before the collector comes.
    const frames = Math.max(1, Math.min(cell.frames, SMALL_RUN_FRAMES));
    const path = this.#write(makeCell({ ...cell, frames }));
    for (const [name, child] of all.filter(([name]) => collections.get(name) !== 0)) {
      await child.ask(`cell ${path}`);
      const { bytes } = (await child.ask("garbage 50")) as Garbage;
      const values = [bytes / frames];
      figures.push({ bench, work, contestant: name, unit: "B / frame", values });
    }
    for (const [contestant, count] of collections) {
      figures.push({ bench, work, contestant, unit: "collections", values: [count] });
    }
    return figures;
  }

  close(): void {
    for (const child of this.#children.values()) child.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
