import { bytes as checkBytes, integer } from "../core/check.js";

const SEED_MAX = 2 ** 32 - 1;
const EMPTY = new Uint8Array(0);

/** One way to cut a stream, with a name for failures. The chunks are views of its bytes. */
export interface Split {
  readonly name: string;
  readonly chunks: readonly Uint8Array[];
}

/**
 * Every way that matters to cut `bytes`: uncut, in two at each place, byte by byte, and byte by byte with
 * empty chunks between. All of them together are about as many chunks as twice the bytes, squared work
 * for whoever decodes them: some hundred bytes are a good size.
 *
 * @throws TypeError if `bytes` is no Uint8Array.
 */
export function everySplit(bytes: Uint8Array): Generator<Split, undefined, undefined> {
  return splits(checkBytes("bytes", bytes, 0, Infinity));
}

function* splits(bytes: Uint8Array): Generator<Split, undefined, undefined> {
  yield { name: "uncut", chunks: [bytes] };
  for (let at = 0; at <= bytes.length; ++at) {
    yield { name: `cut at ${at}`, chunks: [bytes.subarray(0, at), bytes.subarray(at)] };
  }
  const single = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  yield { name: "byte by byte", chunks: single };
  const between = single.flatMap((byte) => [byte, EMPTY, EMPTY]);
  yield { name: "with empty chunks between", chunks: [EMPTY, ...between] };
}

/**
 * `count` ways to cut `bytes` at random in up to eight chunks; the same ones for the same seed.
 *
 * @param seed - 0 to 2^32 - 1. The names of the splits tell it.
 * @throws TypeError or RangeError if an argument is not what it should be.
 */
export function randomSplits(
  bytes: Uint8Array,
  seed: number,
  count: number,
): Generator<Split, undefined, undefined> {
  checkBytes("bytes", bytes, 0, Infinity);
  integer("seed", seed, 0, SEED_MAX);
  integer("count", count, 0, Number.MAX_SAFE_INTEGER);
  return drawn(bytes, seed, count);
}

function* drawn(
  bytes: Uint8Array,
  seed: number,
  count: number,
): Generator<Split, undefined, undefined> {
  const draw = generator(seed);
  for (let i = 0; i < count; ++i) {
    const cuts = Array.from({ length: draw(7) + 1 }, () => draw(bytes.length + 1));
    cuts.sort((a, b) => a - b);
    const starts = [0, ...cuts];
    const chunks = starts.map((start, k) => bytes.subarray(start, starts[k + 1]));
    yield { name: `split ${i} of seed ${seed}, cut at ${cuts.join(", ")}`, chunks };
  }
}

/** Integers from 0 to below `end`, by mulberry32 (Tommy Ettinger, public domain). */
function generator(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
}
