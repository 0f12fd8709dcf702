import {
  type Framing,
  type LengthFieldFraming,
  delimited,
  lengthField,
  lines,
  raw,
} from "../../src/codec.js";
import type { Random } from "./random.js";

/** A limit in bytes; undefined is the framing's default. */
function randomLimit(random: Random): { maxFrameBytes?: number } {
  if (random.oneIn(2)) return {};
  const most = random.pick([0, 3, 20, 100, 10_000]);
  return { maxFrameBytes: random.integer(0, most) };
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

/** Any length-field framing that there is; odd ones oftener than in life. */
export function randomLengthField(random: Random): LengthFieldFraming {
  const offset = random.oneIn(2) ? 0 : random.integer(0, random.pick([4, 8, 255]));
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

/** Any framing that there is. */
export function randomFraming(random: Random): Framing {
  if (random.oneIn(40)) return raw();
  if (random.oneIn(6)) return lines({ keepEnding: random.oneIn(2), ...randomLimit(random) });
  if (random.oneIn(6)) {
    const delimiter = random.pick([0, 0x0a, 0x0d, 0x3b, 0xff]);
    return delimited(delimiter, { strip: random.oneIn(2), ...randomLimit(random) });
  }
  return randomLengthField(random);
}
