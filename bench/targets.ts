/** What millrace sets out to reach, as ratios of one run; see docs/performance.md. */
import { CONTESTANTS } from "./contestants/registry.js";
import { type Figure, median, timesBetter } from "./harness/figures.js";
import { digits } from "./harness/table.js";
import { BY_HAND, ENCODE_WORK, FORWARD_WORK } from "./micro/encode.js";
import { DECODE, decodeWork } from "./sections/decode.js";
import { LARGE, LARGE_WORK } from "./sections/large.js";
import { MICRO } from "./sections/micro.js";
import { SERVERS } from "./sections/servers.js";
import { STARTUP, STARTUP_WORK } from "./sections/startup.js";
import { WIRE_FRAMINGS } from "./wire.js";

interface Ask {
  readonly what: string;
  /** What must be reached: on Node 20, and on later ones. */
  readonly need: readonly [number, number];
  readonly isMost?: boolean;
  /** What was reached; undefined if it was not measured. */
  reached(figures: Figures): number | undefined;
}

export interface Verdict {
  readonly what: string;
  readonly need: number;
  readonly isMost: boolean;
  readonly reached: number | undefined;
  readonly verdict: "reached" | "missed" | "not measured";
}

/** Finds figures by what they are. */
class Figures {
  readonly #all: readonly Figure[];

  constructor(all: readonly Figure[]) {
    this.#all = all;
  }

  of(bench: string, work: string, contestant: string, unit: string): Figure | undefined {
    return this.#all.find((figure) => {
      const isSame = figure.bench === bench && figure.work === work && figure.unit === unit;
      return isSame && figure.contestant === contestant && figure.values.length > 0;
    });
  }
}

const CURSOR = "cursor, readUInt32BE + subarray";
const INDEX_OF = "cursor, indexOf + subarray";
const RAW = "raw node:net, unframed";

function times(
  bench: string,
  work: string,
  unit: string,
  ours: string,
  theirs: string,
): Ask["reached"] {
  return (figures) => {
    const [one, other] = [ours, theirs].map((name) => figures.of(bench, work, name, unit));
    return one === undefined || other === undefined ? undefined : timesBetter(one, other);
  };
}

/** A framing of 64 B, this path of ours against one of theirs. */
function decoding(framing: "u32" | "lines", ours: string, theirs: string): Ask["reached"] {
  return times(DECODE, decodeWork(framing), "ns / frame", `millrace ${ours}`, theirs);
}

function echo(load: string, theirs: string, unit = "frames / s"): Ask["reached"] {
  return times(SERVERS, load, unit, "millrace", theirs);
}

function inverse(reached: Ask["reached"]): Ask["reached"] {
  return (figures) => {
    const value = reached(figures);
    return value === undefined ? undefined : 1 / value;
  };
}

function value(bench: string, work: string, contestant: string, unit: string): Ask["reached"] {
  return (figures) => {
    const figure = figures.of(bench, work, contestant, unit);
    return figure === undefined ? undefined : median(figure.values);
  };
}

/** Every framing that an npm peer has, against the fastest of these. */
function framingAsks(): Ask[] {
  return WIRE_FRAMINGS.flatMap((framing) => {
    const contestants = Object.entries(CONTESTANTS[framing]);
    const peers = contestants.filter(([, { party }]) => party === "npm").map(([name]) => name);
    if (!contestants.some(([name]) => name === "millrace batch") || peers.length === 0) return [];
    const what = `${framing}, 64 B, batch path x the fastest npm peer`;
    const reached = (figures: Figures): number | undefined => {
      const ratios = peers.flatMap((peer) => {
        const ratio = times(
          DECODE,
          decodeWork(framing),
          "ns / frame",
          "millrace batch",
          peer,
        )(figures);
        return ratio === undefined ? [] : [ratio];
      });
      return ratios.length === 0 ? undefined : Math.min(...ratios);
    };
    return [{ what, need: [4, 4], reached }];
  });
}

const ENCODED = "millrace FrameEncoder.encodeInto()";
const FORWARDED = "millrace Connection.send(frame)";
const OPERATION = "ns / operation";
const U32_WORK = decodeWork("u32");
const ABOVE = "ms above bare node";

const ASKS: readonly Ask[] = [
  {
    what: "u32 + 64 B, batch path x readUInt32BE + subarray",
    need: [7.5, 5.5],
    reached: decoding("u32", "batch", CURSOR),
  },
  {
    what: "u32 + 64 B, Frame getters x readUInt32BE + subarray",
    need: [4.5, 3],
    reached: decoding("u32", "Frame", CURSOR),
  },
  {
    what: "u32 + 64 B, frame.bytes() x readUInt32BE + subarray",
    need: [1.6, 1.05],
    reached: decoding("u32", "Frame.bytes()", CURSOR),
  },
  {
    what: "u32 + 64 B, batch path x tokio-util LengthDelimitedCodec",
    need: [3, 3],
    reached: decoding("u32", "batch", "tokio-util LengthDelimitedCodec"),
  },
  {
    what: "u32 + 64 B, batch path x Rust by hand",
    need: [0.7, 0.7],
    reached: decoding("u32", "batch", "Rust by hand"),
  },
  {
    what: "lines of 64 B, batch path x indexOf + subarray",
    need: [7, 4],
    reached: decoding("lines", "batch", INDEX_OF),
  },
  {
    what: "lines of 64 B, batch path x tokio-util LinesCodec",
    need: [2.5, 2.5],
    reached: decoding("lines", "batch", "tokio-util LinesCodec"),
  },
  ...framingAsks(),
  {
    what: "4 MiB in chunks of 1,460 B, time x copying the bytes once",
    need: [1.5, 1.5],
    isMost: true,
    reached: inverse(
      times(LARGE, LARGE_WORK, "ns / frame", "millrace batch", "copying the bytes once"),
    ),
  },
  {
    what: "encode u32 + 64 B from the JS heap, encodeInto() x by hand",
    need: [1.5, 1.5],
    reached: times(MICRO, ENCODE_WORK, OPERATION, ENCODED, BY_HAND),
  },
  {
    what: "forward a frame of 64 B, Connection.send(frame) x by hand",
    need: [4, 4],
    reached: times(MICRO, FORWARD_WORK, OPERATION, FORWARDED, BY_HAND),
  },
  {
    what: "echo 64 x 32 x 64 B, x tokio-util Framed",
    need: [1, 1],
    reached: echo("64 x 32 x 64 B", "tokio-util Framed"),
  },
  {
    what: "echo 64 x 32 x 64 B, x mio",
    need: [0.8, 0.8],
    reached: echo("64 x 32 x 64 B", "mio, unframed"),
  },
  {
    what: "echo 64 x 64 x 1 KiB, x mio",
    need: [0.9, 0.9],
    reached: echo("64 x 64 x 1024 B", "mio, unframed"),
  },
  {
    what: "echo 64 x 1 x 64 B, x raw node:net",
    need: [1.15, 1.1],
    reached: echo("64 x 1 x 64 B", RAW),
  },
  {
    what: "echo 1 x 1 x 64 B, p50 x raw node:net",
    need: [1.05, 1.05],
    isMost: true,
    reached: inverse(echo("1 x 1 x 64 B", RAW, "p50 µs")),
  },
  {
    what: "echo 16 x 16 x 64 KiB, x raw node:net",
    need: [1.2, 1.2],
    reached: echo("16 x 16 x 65536 B", RAW),
  },
  {
    what: "garbage of the batch path, B / frame",
    need: [0.1, 0.1],
    isMost: true,
    reached: value(DECODE, U32_WORK, "millrace batch", "B / frame"),
  },
  {
    what: "collections while the batch path runs",
    need: [0, 0],
    isMost: true,
    reached: value(DECODE, U32_WORK, "millrace batch", "collections"),
  },
  {
    what: "import + first frame, ms above bare node",
    need: [15, 15],
    isMost: true,
    reached: value(STARTUP, STARTUP_WORK, "millrace/codec, first frame", ABOVE),
  },
];

/** Each target and what came of it. `node` is the version that the figures are of. */
export function judge(all: readonly Figure[], node: string): Verdict[] {
  const isLater = Number(/\d+/.exec(node)?.[0]) > 20;
  const figures = new Figures(all);
  return ASKS.map((ask) => {
    const { what, isMost = false } = ask;
    const need = isLater ? ask.need[1] : ask.need[0];
    const reached = ask.reached(figures);
    if (reached === undefined) return { what, need, isMost, reached, verdict: "not measured" };
    const isReached = isMost ? reached <= need : reached >= need;
    return { what, need, isMost, reached, verdict: isReached ? "reached" : "missed" };
  });
}

export function needText({ need, isMost }: Verdict): string {
  return `${isMost ? "at most" : "at least"} ${need}`;
}

export function reachedText({ reached }: Verdict): string {
  return reached === undefined ? "-" : digits(reached);
}
