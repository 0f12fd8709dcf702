import {
  type DelimiterFraming,
  type Framing,
  type LengthFieldFraming,
  type LimitOptions,
  type SimpleFraming,
  type StageOptions,
  type VarintFraming,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthField,
  lines,
  raw,
  stages,
  varint,
} from "../../src/codec.js";
import type { Random } from "./random.js";

/** A limit in bytes and what happens above it; undefined is the framing's default. */
function randomLimit(random: Random): LimitOptions {
  const onOversize = random.oneIn(3) ? "discard" : "close";
  if (random.oneIn(2)) return { onOversize };
  const most = random.pick([0, 3, 20, 100, 10_000]);
  return { onOversize, maxFrameBytes: random.integer(0, most) };
}

function randomAdjustment(random: Random, header: number): number {
  if (random.oneIn(2)) return 0;
  if (random.oneIn(2)) return random.pick([-header, -1, 1, 5]);
  return random.oneIn(8)
    ? random.pick([-(2 ** 31 - 1), 2 ** 31 - 1])
    : random.integer(-header - 20, 20);
}

function randomStrip(random: Random, offset: number, header: number): { strip?: number } {
  if (random.oneIn(2)) return {};
  return { strip: random.pick([0, random.integer(0, offset), random.integer(0, header + 6)]) };
}

function randomOffset(random: Random): number {
  return random.oneIn(2) ? 0 : random.integer(0, random.pick([4, 8, 255]));
}

/** Any length-field framing that there is; odd ones oftener than in life. */
export function randomLengthField(random: Random): LengthFieldFraming {
  const offset = randomOffset(random);
  const size = random.integer(1, 8);
  const trailerBytes = random.pick([1, 2, 4, 64]);
  return lengthField({
    offset,
    size,
    endian: random.pick(["big", "little"]),
    adjustment: randomAdjustment(random, offset + size),
    ...randomStrip(random, offset, offset + size),
    signed: random.oneIn(4),
    ...(random.oneIn(3) ? { trailer: random.bytes(trailerBytes) } : {}),
    ...randomLimit(random),
  });
}

function randomVarint(random: Random): VarintFraming {
  const offset = randomOffset(random);
  return varint({
    offset,
    ...(random.oneIn(2) ? {} : { maxBytes: random.integer(1, 10) }),
    adjustment: randomAdjustment(random, offset + 1),
    ...randomStrip(random, offset, offset + 2),
    ...randomLimit(random),
  });
}

/** A delimiter of one byte, of a few that are alike, or of many. */
function randomDelimiter(random: Random): Uint8Array {
  if (random.oneIn(3)) return Uint8Array.of(random.pick([0, 0x0a, 0x0d, 0x3b, 0xff]));
  const length = random.oneIn(10) ? random.integer(6, 64) : random.integer(2, 9);
  return Uint8Array.from({ length }, () => random.pick([0x0d, 0x0a, 0x2e]));
}

/** One or several, none of which contains another. */
function randomDelimited(random: Random): DelimiterFraming {
  const most = random.oneIn(2) ? 1 : random.pick([2, 3, 16]);
  const delimiters: Uint8Array[] = [];
  for (let i = 0; i < most; ++i) {
    const text = (bytes: Uint8Array) => `,${bytes.join()},`;
    const one = randomDelimiter(random);
    const isApart = delimiters.every(
      (other) => !text(one).includes(text(other)) && !text(other).includes(text(one)),
    );
    if (isApart) delimiters.push(one);
  }
  return delimited(delimiters, { strip: random.oneIn(2), ...randomLimit(random) });
}

function randomTrailer(random: Random): { trailer?: Uint8Array | string } {
  if (random.oneIn(3)) return {};
  return { trailer: random.pick([",", "\r\n", "0:", random.bytes(random.pick([1, 3, 64]))]) };
}

function randomDecimal(random: Random): SimpleFraming {
  const separator = random.pick([" ", ":", 0, 0x0a, 0xff]);
  return decimal({ separator, ...randomTrailer(random), ...randomLimit(random) });
}

function randomHeaderBlock(random: Random): SimpleFraming {
  const most = random.pick([30, 60, 200]);
  const bound = random.oneIn(2) ? {} : { maxHeaderBytes: random.integer(1, most) };
  return headerBlock({ ...bound, ...randomLimit(random) });
}

/** Any framing that stays the same and counts frames. */
function randomCountable(random: Random): SimpleFraming {
  if (random.oneIn(8)) return lines({ keepEnding: random.oneIn(2), ...randomLimit(random) });
  if (random.oneIn(6)) return randomDelimited(random);
  if (random.oneIn(4)) return randomVarint(random);
  if (random.oneIn(6)) return randomDecimal(random);
  if (random.oneIn(5)) return randomHeaderBlock(random);
  if (random.oneIn(12)) return fixed(random.integer(1, random.pick([1, 4, 24, 300])));
  return randomLengthField(random);
}

function randomStage(random: Random): StageOptions {
  if (!random.oneIn(3)) return { framing: randomCountable(random), frames: random.integer(1, 3) };
  if (random.oneIn(2)) return { skip: random.bytes(random.integer(0, 12)) };
  return { skip: random.integer(0, random.oneIn(20) ? 9_000 : 12) };
}

function randomStages(random: Random): Framing {
  const first = Array.from({ length: random.integer(0, 4) }, () => randomStage(random));
  const last = random.oneIn(20) ? raw() : randomCountable(random);
  return stages([...first, { framing: last }]);
}

/** Any framing that there is. */
export function randomFraming(random: Random): Framing {
  if (random.oneIn(40)) return raw();
  return random.oneIn(5) ? randomStages(random) : randomCountable(random);
}

/** Whether frames are what the cuts make them, in the end, so that nothing can be counted in them. */
export function endsRaw(framing: Framing): boolean {
  if (framing.kind !== "stages") return framing.kind === "raw";
  const last = framing.stages.at(-1);
  return last !== undefined && "framing" in last && endsRaw(last.framing);
}

/** As many framings as a core has room for, if it has room for `most`: those of stages count too. */
export function randomFramings(
  random: Random,
  most: number,
  draw: (random: Random) => Framing = randomFraming,
): Framing[] {
  const framings: Framing[] = [];
  for (let left = most; left > 0;) {
    const framing = draw(random);
    left -= framing.kind === "stages" ? 1 + framing.stages.length : 1;
    if (left >= 0) framings.push(framing);
  }
  return framings;
}
