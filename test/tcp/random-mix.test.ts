import { describe, expect, it } from "vitest";
import { type Framing, delimited, lengthPrefixed, lines } from "../../src/index.js";
import { turn, until } from "../support/events.js";
import { type Peer, READ_PATHS, useWorld } from "../support/sockets.js";

/** Numbers from 0 to below `limit` out of a seed (mulberry32). */
type Random = (limit: number) => number;

function seeded(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

interface Kind {
  readonly name: string;
  readonly framing: Framing;
  readonly frame: (payload: Buffer) => Buffer;
  readonly largest: number;
}

function behindLength(size: number): (payload: Buffer) => Buffer {
  return (payload) => {
    const header = Buffer.alloc(size);
    header.writeUIntBE(payload.length, 0, size);
    return Buffer.concat([header, payload]);
  };
}

function before(ending: number): (payload: Buffer) => Buffer {
  return (payload) => Buffer.concat([payload, Buffer.of(ending)]);
}

const KINDS: readonly Kind[] = [
  { name: "u8", framing: lengthPrefixed(1), frame: behindLength(1), largest: 255 },
  { name: "u16", framing: lengthPrefixed(2), frame: behindLength(2), largest: 65_535 },
  { name: "u32", framing: lengthPrefixed(4), frame: behindLength(4), largest: 200_000 },
  { name: "lines", framing: lines(), frame: before(0x0a), largest: 60_000 },
  { name: "NUL", framing: delimited(0), frame: before(0), largest: 60_000 },
];

/** A payload without CR, LF or NUL; small ones often, large ones now and then. */
function payload(random: Random, largest: number): Buffer {
  const magnitude = [4, 40, 400, 5_000, 70_000, 200_000][random(6)] ?? 4;
  const bytes = Buffer.alloc(random(Math.min(magnitude, largest) + 1));
  for (let i = 0; i < bytes.length; ++i) bytes[i] = 0x20 + random(0x60);
  return bytes;
}

/** Writes everything, cut where the seed says, a turn of the loop apart now and then. */
async function trickle(peer: Peer, wire: Buffer, random: Random): Promise<void> {
  let at = 0;
  while (at < wire.length) {
    const size = 1 + random([3, 100, 5_000, 100_000][random(4)] ?? 3);
    peer.write(wire.subarray(at, at + size));
    at += size;
    if (random(3) === 0) await turn();
  }
}

describe.each(READ_PATHS)("a random mix over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it.each([1, 20_240_607, 0xdead])("comes back byte for byte, seed %i", async (seed) => {
    const random = seeded(seed);
    world().useLoop({ zone: random(2) === 0 ? "16 KiB" : "256 KiB" });
    const echoes = KINDS.map(async (kind) => {
      const { port } = await world().serve(
        { framing: kind.framing },
        { onFrame: (connection, frame) => void connection.send(frame) },
      );
      const streams = [1, 2].map(async () => {
        const peer = await world().dial(port);
        const own = seeded(random(2 ** 31));
        const frames: Buffer[] = [];
        for (let i = 0; i < 60; ++i) frames.push(kind.frame(payload(own, kind.largest)));
        const wire = Buffer.concat(frames);
        await trickle(peer, wire, own);
        await until(`${kind.name} of seed ${seed}`, () => peer.received >= wire.length);
        expect(peer.all().equals(wire), `${kind.name} of seed ${seed}`).toBe(true);
      });
      await Promise.all(streams);
    });
    await Promise.all(echoes);
  });
});
