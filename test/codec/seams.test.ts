import { afterEach, describe, expect, test } from "vitest";
import { FrameDecoder, type Framing, delimited, lengthPrefixed } from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { field, isSame, wire } from "../support/wire.js";

afterEach(expectPoolHome);

/** Where the memory has seams: a step of the search, the pool's classes, the headroom, a piece. */
const SMALL_SEAMS = [64, 1_280, 4_096, 5_120, 20_480];
const LARGE_SEAMS = [81_920, 327_680, 1_048_576];

/** The lengths around each seam. */
function around(seams: readonly number[]): number[] {
  return seams.flatMap((seam) => [-4, -3, -1, 0, 1].map((step) => seam + step));
}

/** A payload in which no two places nearby look the same, and no byte is the delimiter. */
function payloadOf(bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, i) => 1 + ((i * 7 + (i >> 8)) % 255));
}

const framings: readonly [string, Framing, (payload: Uint8Array) => Uint8Array][] = [
  [
    "a length prefix",
    lengthPrefixed(4),
    (payload) => wire(field(payload.length, 4), payload, 0, 0, 0, 1, "!"),
  ],
  ["a delimiter", delimited(0, { maxFrameBytes: 2 ** 21 }), (payload) => wire(payload, 0, "!", 0)],
];

/** What is wrong with the two frames of a stream cut in these places, if anything. */
function fault(framing: Framing, stream: Uint8Array, payload: Uint8Array, cuts: number[]): string {
  using decoder = new FrameDecoder(framing);
  const sizes: number[] = [];
  let start = 0;
  for (const cut of [...cuts, stream.length]) {
    for (const frame of decoder.push(stream.subarray(start, cut))) {
      sizes.push(frame.length);
      if (sizes.length === 1 && !isSame(frame.bytes(), payload)) return "the payload has changed";
    }
    start = cut;
  }
  const isWhole = sizes.length === 2 && sizes[0] === payload.length && sizes[1] === 1;
  return isWhole ? "" : `frames of ${sizes.join(" and ")} bytes`;
}

describe.each(framings)("a frame of %s", (_, framing, encode) => {
  test.each(around(SMALL_SEAMS))("with %d bytes, cut twice around each seam", (bytes) => {
    const payload = payloadOf(bytes);
    const stream = encode(payload);
    const cuts = [1, 4, 5, ...around(SMALL_SEAMS), stream.length - 2].filter(
      (cut) => cut < stream.length,
    );
    for (const first of cuts) {
      for (const second of cuts.filter((cut) => cut >= first)) {
        const found = fault(framing, stream, payload, [first, second]);
        if (found !== "") expect.fail(`${found}, cut at ${first} and ${second}`);
      }
    }
  });

  test.each(around(LARGE_SEAMS))("with %d bytes, cut around each seam", (bytes) => {
    const payload = payloadOf(bytes);
    const stream = encode(payload);
    for (const cut of [4, ...around([...SMALL_SEAMS, ...LARGE_SEAMS])]) {
      if (cut > stream.length) continue;
      const found = fault(framing, stream, payload, [cut]);
      if (found !== "") expect.fail(`${found}, cut at ${cut}`);
    }
  });
});
