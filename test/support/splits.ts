import type { Random } from "./random.js";

const EMPTY = new Uint8Array(0);

/** One way to cut a stream, with a name for failures. */
export interface Cut {
  readonly name: string;
  readonly chunks: readonly Uint8Array[];
}

function single(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
}

/** All in one, at every point in two, byte by byte, and with empty chunks around each byte. */
export function* everyCut(bytes: Uint8Array): Generator<Cut> {
  yield { name: "in one chunk", chunks: [bytes] };
  for (let at = 0; at <= bytes.length; ++at) {
    yield { name: `cut at ${at}`, chunks: [bytes.subarray(0, at), bytes.subarray(at)] };
  }
  const bits = single(bytes);
  yield { name: "byte by byte", chunks: bits };
  const between = bits.flatMap((bit) => [EMPTY, bit, EMPTY, EMPTY]);
  yield { name: "with empty chunks between", chunks: [EMPTY, ...between] };
}

/** A stream cut at random: mostly in a few places, sometimes at each byte. */
export function randomCut(random: Random, bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= 64 && random.oneIn(8)) return single(bytes);
  const count = random.integer(0, 5);
  const cuts = Array.from({ length: count }, () => random.integer(0, bytes.length));
  cuts.sort((a, b) => a - b);
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    chunks.push(bytes.subarray(start, cut));
    start = cut;
  }
  return chunks;
}
