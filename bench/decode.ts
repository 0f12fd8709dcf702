import Table from "cli-table3";
import * as contestants from "./contestants.js";
import { type Round, rounds } from "./rounds.js";
import { type Wire, lengthPrefixedWire, linesWire } from "./wire.js";

const CHUNK_BYTES = 65_536;
const PAYLOAD_BYTES = 64;

interface Match {
  readonly title: string;
  readonly wire: Wire;
  readonly baseline: string;
  readonly contestants: Readonly<Record<string, contestants.Contestant>>;
}

function matches(frames: number): Match[] {
  return [
    {
      title: "u32 + 64 B, 64 KiB chunks",
      wire: lengthPrefixedWire(frames, PAYLOAD_BYTES, CHUNK_BYTES),
      baseline: "readUInt32BE + subarray",
      contestants: {
        "readUInt32BE + subarray": contestants.lengthByHand,
        "millrace batch": contestants.lengthBatch,
        "millrace Frame": contestants.lengthFrames,
        "millrace Frame.bytes()": contestants.lengthBytes,
      },
    },
    {
      title: "lines of 64 B, 64 KiB chunks",
      wire: linesWire(frames, PAYLOAD_BYTES, CHUNK_BYTES),
      baseline: "indexOf + subarray",
      contestants: {
        "indexOf + subarray": contestants.linesByHand,
        "millrace batch": contestants.linesBatch,
        "millrace Frame": contestants.linesFrames,
      },
    },
  ];
}

/** Every contestant must see the same frames before it may run. */
function prove(match: Match): void {
  const sums = Object.entries(match.contestants).map(([name, run]) => {
    return { name, sum: run(match.wire.chunks) };
  });
  const expected = sums[0]?.sum;
  for (const { name, sum } of sums) {
    if (sum !== expected) throw new Error(`${match.title}: ${name} decoded other frames`);
  }
}

function show(match: Match, results: readonly Round[]): string {
  const base = results.find((each) => each.name === match.baseline)?.ns ?? Number.NaN;
  const table = new Table({
    head: [match.title, "ns / frame", "spread", `x ${match.baseline}`],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { name, ns, spread } of results) {
    table.push([name, ns.toFixed(1), `${(100 * spread).toFixed(0)} %`, (base / ns).toFixed(2)]);
  }
  return table.toString();
}

/** Decoding beside hand-written JavaScript, in one process. */
export async function benchDecode(frames: number, count: number): Promise<void> {
  for (const match of matches(frames)) {
    prove(match);
    const runs = Object.entries(match.contestants).map(
      ([name, run]) => [name, () => run(match.wire.chunks)] as const,
    );
    const results = await rounds(Object.fromEntries(runs), match.wire.frames, count);
    console.log(show(match, results));
  }
}
