import { describe, expect, it } from "vitest";
import { type Connection, type Handler, ResourceError, lengthPrefixed } from "../../src/index.js";
import { Journal, turns, until } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };
const MIB = 2 ** 20;
const CHUNK = 16 * 1024;

/** Sends a pattern of `total` bytes in frames of 16 KiB, waiting for onWritable whenever told to. */
class Producer implements Handler {
  readonly wire: Buffer;
  connection: Connection | undefined;
  refusals = 0;
  wakes = 0;
  bufferedMost = 0;
  #at = 0;

  constructor(total: number) {
    const frames: Buffer[] = [];
    for (let at = 0; at < total; at += CHUNK) frames.push(framed(pattern(CHUNK, at / CHUNK)));
    this.wire = Buffer.concat(frames);
  }

  get isDone(): boolean {
    return this.#at === this.wire.length;
  }

  onConnect(connection: Connection): void {
    this.connection = connection;
    this.#produce(connection);
  }

  onWritable(connection: Connection): void {
    ++this.wakes;
    this.#produce(connection);
  }

  #produce(connection: Connection): void {
    while (!this.isDone) {
      const payload = this.wire.subarray(this.#at + 4, this.#at + 4 + CHUNK);
      this.#at += 4 + CHUNK;
      const mayGoOn = connection.send(payload);
      this.bufferedMost = Math.max(this.bufferedMost, connection.bufferedBytes);
      if (mayGoOn) continue;
      ++this.refusals;
      return;
    }
  }
}

describe.each(READ_PATHS)("a peer that does not read, over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("makes send() answer false at the mark; once it reads 16 MiB arrive whole", async () => {
    const producer = new Producer(16 * MIB);
    const { port } = await world().serve({ framing }, producer);
    const peer = await world().dial(port);
    peer.socket.pause();
    await until("a false", () => producer.refusals === 1);
    await turns(50);
    expect(producer.wakes).toBe(0);
    expect(producer.connection?.bufferedBytes).toBeGreaterThanOrEqual(64 * 1024);
    peer.socket.resume();
    const { length } = producer.wire;
    expect((await peer.receive(length)).equals(producer.wire)).toBe(true);
    await until("an empty outbox", () => producer.connection?.bufferedBytes === 0);
    await turns(3);
    expect(producer.isDone).toBe(true);
    expect(producer.wakes).toBe(producer.refusals);
    expect(producer.bufferedMost).toBeLessThan(64 * 1024 + CHUNK + 80 * 1024);
    expect(producer.connection?.stats().bytesOut).toBe(length);
  });

  it("is told apart by a mark of its own", async () => {
    const producer = new Producer(8 * MIB);
    const { port } = await world().serve({ framing, highWaterMark: "1 MiB" }, producer);
    const peer = await world().dial(port);
    peer.socket.pause();
    await until("a false", () => producer.refusals === 1);
    expect(producer.connection?.bufferedBytes).toBeGreaterThanOrEqual(MIB);
    peer.socket.resume();
    expect((await peer.receive(producer.wire.length)).equals(producer.wire)).toBe(true);
    await until("as many wakes as refusals", () => producer.wakes === producer.refusals);
  });

  it("makes an accepted connection stop reading: what it has not read waits at the peer", async () => {
    const { server, port } = await world().serve({ framing }, echo);
    const peer = await world().dial(port);
    peer.socket.pause();
    const one = framed(pattern(CHUNK));
    const wire = Buffer.concat(Array.from({ length: 3_000 }, () => one));
    peer.write(wire);
    await until("the block", () => server.stats().bufferedBytes >= 64 * 1024);
    await turns(200);
    const { bytesIn, bufferedBytes } = server.stats();
    const heldBytes = server.connections()[0]?.stats().heldBytes ?? 0;
    expect(bytesIn).toBeLessThan(wire.length);
    expect(peer.socket.writableLength).toBeGreaterThan(0);
    expect(heldBytes + bufferedBytes).toBeLessThan(MIB);
    expect(world().loop.stats().pool.bytesOut).toBeLessThan(2 * MIB);
    peer.socket.resume();
    expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
    await until("an empty outbox", () => server.stats().bufferedBytes === 0);
  });

  it("gets the rest of the batch delivered all the same", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing, highWaterMark: 1 },
      {
        onFrame: (connection, frame) => {
          journal.note(frame.text());
          if (frame.text() === "0") connection.send(Buffer.alloc(12 * MIB));
        },
        onBatch: (_, batch) => journal.note(`batch of ${batch.length}`),
        onWritable: () => journal.note("writable"),
      },
    );
    const peer = await world().dial(port);
    peer.socket.pause();
    peer.write(...["0", "1", "2"].map((text) => framed(text)));
    await journal.has("2");
    peer.write(framed("3"));
    await turns(50);
    expect(journal.lines).toEqual(["batch of 3", "0", "1", "2"]);
    peer.socket.resume();
    await journal.has("3");
    await journal.has("writable");
    expect(journal.lines.slice(4).sort()).toEqual(["3", "batch of 1", "writable"]);
    await peer.receive(12 * MIB + 4);
  });

  it("is closed when it would make the outbox outgrow maxOutboundBytes", async () => {
    const journal = new Journal();
    const errors: unknown[] = [];
    let framesOut = 0;
    const { port } = await world().serve(
      { framing, maxOutboundBytes: "1 MiB" },
      {
        onFrame: (connection) => {
          while (connection.state === "open") connection.send(Buffer.alloc(CHUNK));
          expect(connection.bufferedBytes).toBeLessThan(MIB + 2 * CHUNK + 80 * 1024);
        },
        onError: (_, error) => {
          errors.push(error);
          journal.note("error");
        },
        onWritable: () => journal.note("writable"),
        onDisconnect: (connection, { code, error }) => {
          framesOut = connection.stats().framesOut;
          journal.note(`${code} ${error === errors[0]}`);
        },
      },
    );
    const peer = await world().dial(port);
    peer.socket.pause();
    peer.write(framed("fill up"));
    await journal.has("resource-error");
    expect(journal.lines).toEqual(["error", "resource-error true"]);
    expect(errors[0]).toBeInstanceOf(ResourceError);
    expect(errors[0]).toMatchObject({ code: "outbound-overflow" });
    peer.socket.resume();
    expect((await peer.rest()).length).toBeLessThan(framesOut * (4 + CHUNK));
  });

  it.skipIf(!can.tellErrorsApart)("that resets brings no onWritable", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing },
      {
        onConnect: (connection) => void connection.send(Buffer.alloc(24 * MIB)),
        onWritable: () => journal.note("writable"),
        onError: (_, error) => journal.note(`error ${String(Reflect.get(Object(error), "code"))}`),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peer = await world().dial(port);
    peer.socket.pause();
    await until("the block", () => server.stats().bufferedBytes > 0);
    peer.socket.resetAndDestroy();
    await journal.has("network-error");
    expect(journal.lines).toEqual(["error ECONNRESET", "network-error"]);
  });
});
