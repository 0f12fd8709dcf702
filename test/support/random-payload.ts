/** Framings that an encoder can write, and payloads for them. */
import {
  type DelimiterFraming,
  type Framing,
  type SimpleFraming,
  type StageOptions,
  lengthField,
  stages,
  varint,
} from "../../src/codec.js";
import { leb128 } from "./random-frame.js";
import { randomFraming } from "./random-framing.js";
import type { Random } from "./random.js";
import { join } from "./wire.js";

/** Supplies what an encoder needs beside the decoder's options. */
function withPrefix(random: Random, framing: SimpleFraming): SimpleFraming {
  if (framing.kind === "length-field") {
    const { trailer, ...options } = framing;
    const { offset, size } = framing;
    // What an encoder cannot write is another test's matter.
    const strip = framing.strip > offset ? offset + size : framing.strip;
    const prefix = random.bytes(Math.min(strip, offset));
    return lengthField({ ...options, strip, prefix, ...(trailer.length > 0 ? { trailer } : {}) });
  }
  if (framing.kind !== "varint") return framing;
  const { strip, ...options } = framing;
  if (strip === undefined || strip > framing.offset) {
    return varint({ ...options, prefix: random.bytes(framing.offset) });
  }
  return varint({ ...options, strip, prefix: random.bytes(strip) });
}

/** Any framing that can be encoded. */
export function randomEncodable(random: Random): Framing {
  const framing = randomFraming(random);
  if (framing.kind !== "stages") return withPrefix(random, framing);
  const all = framing.stages.map((stage): StageOptions => {
    if ("skip" in stage) return { skip: random.bytes(Math.min(stage.skip, 300)) };
    return { ...stage, framing: withPrefix(random, stage.framing) };
  });
  return stages(all);
}

/** A size around the limit, if that is small. */
function randomLength(random: Random, { maxFrameBytes }: SimpleFraming): number {
  if (maxFrameBytes <= 300 && random.oneIn(4)) return maxFrameBytes + random.integer(-1, 1);
  return random.integer(0, random.oneIn(50) ? 9_000 : random.pick([4, 40, 300]));
}

function delimitedPayload(
  random: Random,
  framing: DelimiterFraming,
  bytes: Uint8Array,
): Uint8Array {
  const { delimiters, keepsEnding } = framing;
  // Halves of delimiters are rare in bytes by chance.
  const parts = delimiters.flatMap((one) => Array.from(one.subarray(0, 4)));
  const some = bytes.map((byte) => (random.oneIn(8) ? random.pick(parts) : byte));
  const single = delimiters.filter(({ length }) => length === 1).map(([byte]) => byte);
  const clean = some.map((byte) => (single.includes(byte) ? 0x61 : byte));
  const body = random.oneIn(20) ? some : clean;
  return keepsEnding && !random.oneIn(20) ? join([body, random.pick(delimiters)]) : body;
}

/** Mostly a payload that can be encoded. */
export function randomPayload(random: Random, framing: SimpleFraming): Uint8Array {
  const bytes = random.bytes(Math.max(0, randomLength(random, framing)));
  if (framing.kind === "delimiter") return delimitedPayload(random, framing, bytes);
  if (framing.kind === "fixed") {
    return random.bytes(framing.size + (random.oneIn(10) ? random.integer(-1, 1) : 0));
  }
  const { offset, strip } = framing.kind === "varint" ? framing : { offset: 0, strip: undefined };
  if (strip !== undefined && !random.oneIn(20)) {
    const old = leb128(random.integer(0, 300), random.oneIn(8) ? random.integer(0, 9) : 0);
    return join([random.bytes(offset - strip), old, bytes]);
  }
  const isKept = framing.kind === "length-field" && framing.strip <= framing.offset;
  if (!isKept || random.oneIn(20)) return bytes;
  return join([random.bytes(framing.offset - framing.strip + framing.size), bytes]);
}
