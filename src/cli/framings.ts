import { type Framing, lengthPrefixed, lines, raw } from "../index.js";

type Maker = (limit: { readonly maxFrameBytes?: number }) => Framing;

/** The framings that have a name on the command line. An echo returns lines with the ending they had. */
const MAKERS: Readonly<Record<string, Maker>> = {
  u32be: (limit) => lengthPrefixed(4, limit),
  u32le: (limit) => lengthPrefixed(4, { ...limit, endian: "little" }),
  u16be: (limit) => lengthPrefixed(2, limit),
  u16le: (limit) => lengthPrefixed(2, { ...limit, endian: "little" }),
  lines: (limit) => lines({ ...limit, keepEnding: true }),
  raw: () => raw(),
};

export const FRAMING_NAMES: readonly string[] = Object.keys(MAKERS);

/**
 * The framing of this name.
 *
 * @throws RangeError if there is none, or it has no frames to limit.
 */
export function framingNamed(name: string, maxFrameBytes: number | undefined): Framing {
  const make = MAKERS[name];
  if (make === undefined) throw new RangeError(`there is no framing "${name}"`);
  if (maxFrameBytes === undefined) return make({});
  if (name === "raw")
    throw new RangeError("--max-frame-bytes does not go with raw: it has no frames");
  return make({ maxFrameBytes });
}
