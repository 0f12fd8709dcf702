import { describe, expect, test } from "vitest";
import {
  EncodeError,
  FrameEncoder,
  type Framing,
  delimited,
  lengthField,
  lengthPrefixed,
  lines,
} from "../../src/codec.js";
import { framingNumber } from "../../src/codec/define.js";
import type { Core } from "../../src/core/core.js";
import { OVERSIZE, UNENCODABLE } from "../../src/core/status.js";
import { freshCore } from "../support/fresh-core.js";
import { type Random, runSeed, underSeed } from "../support/random.js";
import { randomLengthField } from "../support/random-framing.js";
import { hex, isSame, shown, wire } from "../support/wire.js";

const FRAMINGS = 400;
const PAYLOADS = 20_000;
/** What a place holds that nothing was written to. */
const UNTOUCHED = 0xee;
const PLACE_BYTES = 2_048;

/** Seals a payload at its place in memory: the frame, or the code and what it wrote nevertheless. */
function sealed(core: Core, framing: Framing, payload: Uint8Array): string {
  const number = framingNumber(core, framing);
  const at = core.raw.take(PLACE_BYTES);
  core.memory.fill(UNTOUCHED, at, at + PLACE_BYTES);
  const start = at + core.raw.bytesBefore(number);
  core.memory.set(payload, start);
  const size = core.raw.seal(number, at, payload.length);
  const place = core.memory.slice(at, at + PLACE_BYTES);
  core.raw.give(at);
  if (size >= 0) return shown(place.subarray(0, size));
  const expected = new Uint8Array(PLACE_BYTES).fill(UNTOUCHED);
  expected.set(payload, start - at);
  if (!isSame(place, expected)) throw new Error("a refusal wrote something");
  return String(size);
}

function encoded(encoder: FrameEncoder, payload: Uint8Array): string {
  try {
    return shown(encoder.encode(payload));
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    return String(error.code === "oversize" ? OVERSIZE : UNENCODABLE);
  }
}

/** A framing that can be encoded, half of them length fields. */
function encodable(random: Random): Framing {
  if (random.oneIn(2)) {
    const maxFrameBytes = random.pick([0, 3, 20, 1_000]);
    if (random.oneIn(2)) return lines({ maxFrameBytes, keepEnding: random.oneIn(2) });
    return delimited(random.pick([0, 0x0a, 0x3b]), { maxFrameBytes, strip: random.oneIn(2) });
  }
  const framing = randomLengthField(random);
  const { offset, size, endian, adjustment, signed, maxFrameBytes, trailer } = framing;
  const strip = random.pick([0, random.integer(0, offset), offset + size]);
  const prefix = random.bytes(Math.min(strip, offset));
  const options = { offset, size, endian, adjustment, signed, maxFrameBytes, strip, prefix };
  return lengthField(trailer.length > 0 ? { ...options, trailer } : options);
}

function randomPayload(random: Random, framing: Framing): Uint8Array {
  const header = framing.kind === "length-field" ? framing.offset + framing.size : 0;
  const bytes = random.bytes(random.integer(0, 24) + (random.oneIn(2) ? header : 0));
  if (framing.kind !== "delimiter" || random.oneIn(4)) return bytes;
  const body = bytes.map((byte) => (byte === (framing.delimiters[0]?.[0] ?? 0) ? 0x61 : byte));
  const cr = random.oneIn(4) ? [0x0d] : [];
  return framing.keepsEnding
    ? wire(body, ...cr, framing.delimiters[0]?.[0] ?? 0)
    : wire(body, ...cr);
}

test(`${PAYLOADS} payloads are sealed in memory as the encoder writes them`, () => {
  underSeed(runSeed(), (random) => {
    const core = freshCore();
    const framings = Array.from({ length: FRAMINGS }, () => encodable(random));
    const encoders = framings.map((framing) => new FrameEncoder(framing));
    for (let i = 0; i < PAYLOADS; ++i) {
      const choice = random.integer(0, FRAMINGS - 1);
      const framing = framings[choice] as Framing;
      const payload = randomPayload(random, framing);
      const actual = sealed(core, framing, payload);
      const expected = encoded(encoders[choice] as FrameEncoder, payload);
      if (actual === expected) continue;
      const input = `${JSON.stringify(framing)}\npayload ${shown(payload)}`;
      expect(actual, input).toBe(expected);
    }
  });
});

describe("forward", () => {
  test("frames a payload that lies elsewhere in memory, and leaves it there", () => {
    const core = freshCore();
    const framing = framingNumber(core, lengthField({ size: 2, trailer: hex("ce") }));
    const [source, target] = [core.raw.take(100), core.raw.take(100)] as const;
    core.memory.set(wire("payload"), source);
    expect(core.raw.forward(framing, target, source, 7)).toBe(10);
    expect(shown(core.memory.subarray(target, target + 10))).toBe("00 08 70 61 79 6c 6f 61 64 ce");
    expect(core.memory.slice(source, source + 7)).toEqual(wire("payload"));
  });

  test("refuses what seal refuses", () => {
    const core = freshCore();
    const [source, target] = [core.raw.take(500), core.raw.take(500)] as const;
    core.memory.set(wire("two\nlines"), source);
    const line = framingNumber(core, lines());
    expect(core.raw.forward(line, target, source, 9)).toBe(UNENCODABLE);
    expect(core.raw.forward(line, target, source, 3)).toBe(4);
    expect(core.raw.forward(framingNumber(core, lengthPrefixed(1)), target, source, 256)).toBe(
      OVERSIZE,
    );
  });
});

test("sealHeader writes what precedes a payload that lies on the JS heap", () => {
  const core = freshCore();
  const framing = framingNumber(core, lengthField({ offset: 2, size: 2, prefix: wire("ab") }));
  core.memory.fill(UNTOUCHED, core.scratchAddress, core.scratchAddress + 8);
  expect(core.raw.sealHeader(framing, core.scratchAddress, 300)).toBe(304);
  const header = core.memory.subarray(core.scratchAddress, core.scratchAddress + 5);
  expect(shown(header)).toBe("61 62 01 2c ee");
});
