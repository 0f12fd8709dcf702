/** Runs in a page: decoders of a browser beside millrace, on the bytes that it is given. */
import { lengthPrefixed, lines } from "millrace/codec";
import { measure } from "mitata";
import type { PlainRun } from "../contestants/contestant.js";
import { batchPath, bytesPath, framePath } from "../contestants/millrace.js";
import { interleave } from "../harness/rounds.js";
import { lengthByHand, linesByHand, linesByText } from "./decoders.js";

const CONTESTANTS: Readonly<Record<"u32" | "lines", Readonly<Record<string, () => PlainRun>>>> = {
  u32: {
    "millrace batch": () => batchPath(lengthPrefixed(4)),
    "millrace Frame": () => framePath(lengthPrefixed(4)),
    "millrace Frame.bytes()": () => bytesPath(lengthPrefixed(4)),
    "cursor, getUint32 + subarray": lengthByHand,
  },
  lines: {
    "millrace batch": () => batchPath(lines()),
    "millrace Frame": () => framePath(lines()),
    "cursor, indexOf + subarray": linesByHand,
    "TextDecoder and split": linesByText,
  },
};

/** What a page is asked. */
export interface PageCell {
  readonly framing: "u32" | "lines";
  /** The bytes of the wire, base64: what crosses to a page is text. */
  readonly wire: string;
  readonly cuts: readonly number[];
  readonly frames: number;
  readonly sum: number;
  /** How often in a run: the clock of a page has steps of 100 µs. */
  readonly passes: number;
  readonly rounds: number;
  readonly roundMs: number;
}

function chunksOf({ wire, cuts }: PageCell): Uint8Array[] {
  const bytes = Uint8Array.from(atob(wire), (letter) => letter.charCodeAt(0));
  let at = 0;
  return cuts.map((length) => bytes.slice(at, (at += length)));
}

/** Nanoseconds per frame of each, round by round. */
async function run(cell: PageCell): Promise<[string, number[]][]> {
  const chunks = chunksOf(cell);
  const runs = Object.entries(CONTESTANTS[cell.framing]).map(([name, make]) => {
    const decode = make();
    const once = (): void => {
      for (let i = 0; i < cell.passes; ++i) {
        const { frames, sum } = decode(chunks);
        if (frames !== cell.frames || sum !== cell.sum) {
          throw new Error(`${name} saw ${frames} frames, and not those of the wire`);
        }
      }
    };
    once();
    const round = async (): Promise<number> => {
      const options = { min_cpu_time: cell.roundMs * 1e6, min_samples: 3, gc: false };
      return (await measure(once, options)).p50 / (cell.frames * cell.passes);
    };
    return [name, round] as const;
  });
  return [...(await interleave(new Map(runs), cell.rounds))];
}

declare global {
  var runBench: (cell: PageCell) => Promise<[string, number[]][]>;
}

globalThis.runBench = run;
