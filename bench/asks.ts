/** What may be asked of the figures of a run. */
import { CONTESTANTS } from "./contestants/registry.js";
import { type Figure, median, timesBetter } from "./harness/figures.js";
import { DECODE, decodeWork } from "./sections/decode.js";
import { SERVERS } from "./sections/servers.js";
import { WIRE_FRAMINGS } from "./wire.js";

export interface Ask {
  readonly what: string;
  /** What must be reached: on Node 20, and on later ones. */
  readonly need: readonly [number, number];
  readonly isMost?: boolean;
  /** What was reached; undefined if it was not measured. */
  reached(figures: Figures): number | undefined;
}

/** Finds figures by what they are. */
export class Figures {
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

export const CURSOR = "cursor, readUInt32BE + subarray";
export const INDEX_OF = "cursor, indexOf + subarray";
export const RAW = "raw node:net, unframed";

export function times(
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
export function decoding(framing: "u32" | "lines", ours: string, theirs: string): Ask["reached"] {
  return times(DECODE, decodeWork(framing), "ns / frame", `millrace ${ours}`, theirs);
}

export function echo(load: string, theirs: string, unit = "frames / s"): Ask["reached"] {
  return times(SERVERS, load, unit, "millrace", theirs);
}

export function inverse(reached: Ask["reached"]): Ask["reached"] {
  return (figures) => {
    const value = reached(figures);
    return value === undefined ? undefined : 1 / value;
  };
}

export function value(
  bench: string,
  work: string,
  contestant: string,
  unit: string,
): Ask["reached"] {
  return (figures) => {
    const figure = figures.of(bench, work, contestant, unit);
    return figure === undefined ? undefined : median(figure.values);
  };
}

/** Every framing that an npm peer has, against the fastest of these. */
export function framingAsks(): Ask[] {
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
