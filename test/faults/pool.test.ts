import { describe, expect, it } from "vitest";
import {
  type CloseReason,
  type Connection,
  type EventLoop,
  type Handler,
  ResourceError,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, turns, until, within } from "../support/events.js";
import {
  type Peer,
  READ_PATHS,
  type World,
  framed,
  pattern,
  useWorld,
} from "../support/sockets.js";

const framing = lengthPrefixed(4);

/** What the pool's exhaustion did to the connections of a server. */
class Toll implements Handler {
  readonly journal = new Journal();
  readonly errors: unknown[] = [];
  /** All connections of the server. */
  connections: () => readonly Connection[] = () => [];
  /** Connections that were given up although another one held more. */
  unjust = 0;
  /** Connections given up before what the one before held was home. */
  hasty = 0;
  #dying = 0;

  onFrame(connection: Connection): void {
    this.journal.note("frame");
    connection.send("done");
  }

  onError(connection: Connection | null, error: unknown): void {
    this.journal.note("error");
    this.errors.push(error);
    if (connection === null) return;
    const { heldBytes } = connection.stats();
    const others = this.connections().filter(({ state }) => state === "open");
    if (others.some((other) => other.stats().heldBytes > heldBytes)) ++this.unjust;
    if (this.#dying > 0) ++this.hasty;
    ++this.#dying;
  }

  onDisconnect(_: Connection, { code }: CloseReason): void {
    if (code === "resource-error") --this.#dying;
    this.journal.note(code);
  }
}

async function dialMany(world: World, port: number, count: number): Promise<Peer[]> {
  return Promise.all(Array.from({ length: count }, () => world.dial(port)));
}

/** Sends a frame and waits for its answer: the pool serves again. */
async function stillServes(world: World, port: number): Promise<void> {
  const peer = await world.dial(port);
  peer.write(framed(pattern(50_000)));
  expect((await peer.receive(8)).toString()).toBe("\0\0\0\x04done");
}

async function isWhole(loop: EventLoop, memoryBytes: number): Promise<void> {
  // The last answer may be about to be sent.
  await turns(1);
  expect(loop.core.memory.buffer.byteLength).toBe(memoryBytes);
  expect(loop.stats().pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
}

describe.each(READ_PATHS)("a pool that is too small over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("for 11 frames of 1 MiB gives some up, one at a time, and completes the others", async () => {
    const loop = world().useLoop({ arena: "4 MiB", zone: "64 KiB" });
    const memoryBytes = loop.core.memory.buffer.byteLength;
    const toll = new Toll();
    const { server, port } = await world().serve({ framing }, toll);
    toll.connections = () => server.connections();
    const peers = await dialMany(world(), port, 11);
    await until("all connections", () => server.connectionCount === 11);
    const wire = framed(pattern(2 ** 20));
    // A first part of each fits; then none of them can grow until another one is gone.
    for (const peer of peers) peer.write(wire.subarray(0, 300_000));
    await until("the first parts", () => server.stats().bytesIn === 11 * 300_000);
    for (const peer of peers) peer.write(wire.subarray(300_000));
    const outcomes = (): number => toll.journal.count("frame") + toll.journal.count("resource");
    await until("11 outcomes", () => outcomes() === 11);
    const given = toll.journal.count("resource-error");
    expect(given).toBeGreaterThan(0);
    expect(given).toBeLessThan(11);
    expect(toll.errors).toHaveLength(given);
    for (const error of toll.errors) {
      expect(error).toBeInstanceOf(ResourceError);
      expect(error).toMatchObject({ code: "pool-exhausted" });
    }
    expect({ unjust: toll.unjust, hasty: toll.hasty }).toEqual({ unjust: 0, hasty: 0 });
    await isWhole(loop, memoryBytes);
    await stillServes(world(), port);
  });

  it("wakes those who wait although nothing is ever sent", async () => {
    const loop = world().useLoop({ arena: "4 MiB", zone: "64 KiB" });
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing },
      {
        onFrame: () => journal.note("frame"),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peers = await dialMany(world(), port, 11);
    await until("all connections", () => server.connectionCount === 11);
    const wire = framed(pattern(2 ** 20));
    for (const peer of peers) peer.write(wire.subarray(0, 300_000));
    await until("the first parts", () => server.stats().bytesIn === 11 * 300_000);
    for (const peer of peers) peer.write(wire.subarray(300_000));
    const outcomes = (): number => journal.count("frame") + journal.count("resource-error");
    await until("11 outcomes", () => outcomes() === 11);
    expect(journal.count("frame")).toBeGreaterThan(0);
    expect(loop.stats().pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
  });

  it("for 40 halves of 60 KiB uses its reserve, and gets it back", async () => {
    const loop = world().useLoop({ arena: "640 KiB", zone: "64 KiB" });
    const memoryBytes = loop.core.memory.buffer.byteLength;
    const toll = new Toll();
    const { server, port } = await world().serve({ framing }, toll);
    toll.connections = () => server.connections();
    const peers = await dialMany(world(), port, 40);
    await until("40 connections", () => server.connectionCount === 40);
    const wire = framed(pattern(60 * 1024));
    for (const peer of peers) peer.write(wire.subarray(0, 30 * 1024));
    const isIn = (): boolean => server.connections().every((c) => c.stats().bytesIn === 30 * 1024);
    await until("the halves", () => isIn() && loop.stats().pool.reserveIsHome);
    const left = server.connectionCount;
    expect(left).toBeGreaterThan(0);
    expect(toll.errors).toHaveLength(40 - left);
    for (const peer of peers) peer.write(wire.subarray(30 * 1024));
    await until("the frames", () => toll.journal.count("frame") === left);
    expect(toll.unjust).toBe(0);
    await isWhole(loop, memoryBytes);
    await stillServes(world(), port);
  });

  it("for a frame larger than all of it closes that connection alone", async () => {
    const loop = world().useLoop({ arena: "4 MiB", zone: "64 KiB" });
    const memoryBytes = loop.core.memory.buffer.byteLength;
    const toll = new Toll();
    const { port } = await world().serve({ framing }, toll);
    const other = await world().dial(port);
    const peer = await world().dial(port);
    peer.write(framed(pattern(5 * 2 ** 20)));
    await toll.journal.has("resource-error");
    other.write(framed("still there"));
    await other.receive(8);
    expect(toll.journal.lines).toEqual(["error", "resource-error", "frame"]);
    await isWhole(loop, memoryBytes);
  });

  it("for two frames of 8 MiB that grow in 12 MiB gives both up, and serves on", async () => {
    const loop = world().useLoop({ arena: "12 MiB" });
    const memoryBytes = loop.core.memory.buffer.byteLength;
    const toll = new Toll();
    const { server, port } = await world().serve({ framing }, toll);
    toll.connections = () => server.connections();
    const peers = await dialMany(world(), port, 2);
    // No block of the pool is as large as that: each is given up when it has outgrown what there is.
    for (const peer of peers) peer.write(framed(pattern(8 * 2 ** 20)));
    await toll.journal.has("resource-error", 2);
    expect(toll.errors).toHaveLength(2);
    expect(toll.unjust).toBe(0);
    await stillServes(world(), port);
    await until("all connections but one to be gone", () => server.connectionCount === 1);
    await isWhole(loop, memoryBytes);
  });

  it("for what is to be sent uses the JS heap, and nothing is lost", async () => {
    const loop = world().useLoop({ arena: "640 KiB", zone: "64 KiB" });
    const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };
    const { server, port } = await world().serve({ framing, pauseReadsWhenBlocked: false }, echo);
    const peers = await dialMany(world(), port, 20);
    const wire = Buffer.concat(Array.from({ length: 7_000 }, (_, i) => framed(pattern(1_000, i))));
    for (const peer of peers) {
      peer.socket.pause();
      peer.write(wire);
    }
    await until("all input", () => server.stats().framesIn === 20 * 7_000);
    expect(server.stats().bufferedBytes).toBeGreaterThan(640 * 1024);
    for (const peer of peers) expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
    await until("empty outboxes", () => server.stats().bufferedBytes === 0);
    expect(loop.stats().pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
  });

  it("does not keep a closing connection from hearing its peer's FIN", async () => {
    const loop = world().useLoop({ arena: "640 KiB", zone: "64 KiB" });
    const toll = new Toll();
    const { server, port } = await world().serve({ framing, lingerMs: 60_000 }, toll);
    const closing = await world().dial(port);
    await until("the first", () => server.connectionCount === 1);
    const [connection] = server.connections();
    connection?.close();
    await closing.rest();
    const hoard: number[] = [];
    for (let block = loop.core.raw.take(1); block !== 0; block = loop.core.raw.take(1)) {
      hoard.push(block);
    }
    const victim = await world().dial(port);
    victim.write(framed(pattern(2_000)).subarray(0, 1_000));
    await toll.journal.has("resource-error");
    for (const block of hoard) loop.core.raw.give(block);
    await turns(5);
    closing.socket.end();
    await within("the end", connection?.closed ?? Promise.reject(new Error("no connection")));
    expect(toll.journal.lines).toEqual(["error", "resource-error", "closed"]);
  });
});

describe.each(READ_PATHS)("idle connections over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("hold no buffer: 100 of them, after traffic both ways", async () => {
    const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };
    const { server, port } = await world().serve({ framing }, echo);
    const peers = await dialMany(world(), port, 100);
    const wire = Buffer.concat([framed(pattern(100_000)), framed("small"), framed("")]);
    for (const peer of peers) peer.write(wire.subarray(0, 50_000));
    await until("the halves", () => server.stats().bytesIn === 100 * 50_000);
    expect(world().loop.stats().pool.bytesOut).toBeGreaterThan(100 * 50_000);
    for (const peer of peers) peer.write(wire.subarray(50_000));
    for (const peer of peers) expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
    await until("idleness", () => server.stats().bufferedBytes === 0);
    expect(server.connectionCount).toBe(100);
    const { pool } = world().loop.stats();
    expect(pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
    expect(pool.classes.every(({ out }) => out === 0)).toBe(true);
  });
});
