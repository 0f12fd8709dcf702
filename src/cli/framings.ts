import { type Framing, lengthPrefixed, lines, presets, raw } from "../index.js";

/** The framings that have a short name here. An echo returns lines with the ending they had. */
const SHORT: Readonly<Record<string, Framing>> = {
  u32be: lengthPrefixed(4),
  u32le: lengthPrefixed(4, { endian: "little" }),
  u16be: lengthPrefixed(2),
  u16le: lengthPrefixed(2, { endian: "little" }),
  lines: lines({ keepEnding: true }),
  raw: raw(),
};

const NAMED: ReadonlyMap<string, Framing> = new Map([
  ...Object.entries<Framing>(presets),
  ...Object.entries(SHORT),
]);

/** What can be named. */
export const FRAMING_NAMES: string = [
  ...Object.keys(SHORT),
  "or a preset such as mqtt or postgres",
].join(", ");

export function isFramingName(name: string): boolean {
  return NAMED.has(name);
}

/**
 * The framing of this name.
 *
 * @throws RangeError if there is none, or it has no frames to limit.
 */
export function framingNamed(name: string, maxFrameBytes: number | undefined): Framing {
  const framing = NAMED.get(name);
  if (framing === undefined) throw new RangeError(`there is no framing "${name}"`);
  if (maxFrameBytes !== undefined && framing.kind === "raw") {
    throw new RangeError(`--max-frame-bytes does not go with ${name}: it has no frames`);
  }
  return framing;
}
