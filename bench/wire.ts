/**
 * Wire bytes that all contestants decode: made once, from a seed, and cut into chunks that do not respect
 * frames. Payloads are printable ASCII, so that every framing can carry them and every peer can hand them out.
 */
import { type Tally, digest } from "./digest.js";

export type WireFraming = "u32" | "varint" | "lines" | "crlf" | "postgres" | "websocket";

export const WIRE_FRAMINGS: readonly WireFraming[] = [
  "u32",
  "varint",
  "lines",
  "crlf",
  "postgres",
  "websocket",
];

/** Bytes of a chunk; `random` is anything from 1 byte to 64 KiB, small ones as often as large ones. */
export type ChunkSize = number | "random";

export interface CellShape {
  readonly framing: WireFraming;
  readonly payloadBytes: number;
  readonly frames: number;
  readonly chunk: ChunkSize;
}

export interface Cell extends CellShape {
  readonly wire: Buffer;
  /** Bytes of each chunk. */
  readonly cuts: Uint32Array;
  /** What whoever decodes it must see. */
  readonly tally: Tally;
}

/** Numbers from 0 to 2^32 - 1, always the same ones (xorshift). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

const POOL_BYTES = 2 ** 20;
const random = randomOf(0x9e3779b9);
const pool = Uint8Array.from({ length: 2 * POOL_BYTES }, () => 0x21 + (random() % 0x5e));

function varintOf(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 | (value & 0x7f), ...varintOf(value >>> 7)];
}

function websocketOf(bytes: number): number[] {
  if (bytes < 126) return [0x82, bytes];
  if (bytes < 65_536) return [0x82, 126, bytes >> 8, bytes & 0xff];
  return [0x82, 127, 0, 0, 0, 0, ...u32Of(bytes)];
}

function u32Of(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** What goes before and after a payload of so many bytes. */
function surroundings(framing: WireFraming, bytes: number): readonly [number[], number[]] {
  switch (framing) {
    case "u32":
      return [u32Of(bytes), []];
    case "varint":
      return [varintOf(bytes), []];
    case "lines":
      return [[], [0x0a]];
    case "crlf":
      return [[], [0x0d, 0x0a]];
    case "postgres":
      // CopyData; its length counts itself.
      return [[0x64, ...u32Of(bytes + 4)], []];
    case "websocket":
      return [websocketOf(bytes), []];
  }
}

function cutsOf(total: number, chunk: ChunkSize): Uint32Array {
  const draw = randomOf(0x2545f491);
  const cuts: number[] = [];
  for (let at = 0; at < total; at += cuts.at(-1) ?? 0) {
    const bytes = chunk === "random" ? Math.ceil(2 ** (16 * (draw() / 2 ** 32))) : chunk;
    cuts.push(Math.min(bytes, total - at));
  }
  return Uint32Array.from(cuts);
}

export function makeCell(shape: CellShape): Cell {
  const { framing, payloadBytes, frames, chunk } = shape;
  const [before, after] = surroundings(framing, payloadBytes);
  const frameBytes = before.length + payloadBytes + after.length;
  const wire = Buffer.allocUnsafe(frames * frameBytes);
  const draw = randomOf(0x6c078965);
  let sum = 0;
  for (let i = 0; i < frames; ++i) {
    const at = i * frameBytes;
    const begin = at + before.length;
    wire.set(before, at);
    for (let done = 0; done < payloadBytes; done += POOL_BYTES) {
      const from = draw() % POOL_BYTES;
      const bytes = Math.min(POOL_BYTES, payloadBytes - done);
      wire.set(pool.subarray(from, from + bytes), begin + done);
    }
    wire.set(after, begin + payloadBytes);
    sum += digest(wire.subarray(begin, begin + payloadBytes));
  }
  return { ...shape, wire, cuts: cutsOf(wire.length, chunk), tally: { frames, sum } };
}

const singles = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]));

/** The chunks, each in memory of its own, as a socket would deliver them; those of one byte are shared. */
export function chunksOf(wire: Buffer, cuts: Uint32Array): Buffer[] {
  let at = 0;
  return Array.from(cuts, (bytes) => {
    at += bytes;
    if (bytes === 1) return singles[wire[at - 1] ?? 0] as Buffer;
    return Buffer.from(wire.subarray(at - bytes, at));
  });
}
