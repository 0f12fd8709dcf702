import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { EventLoop, ProtocolEngine, lengthPrefixed } from "../../src/index.js";
import { memoryPair } from "../../src/testing.js";
import { Journal, until, within } from "../support/events.js";
import { framed } from "../support/sockets.js";
import { duplexPair, useEngines } from "./streams.js";

const framing = lengthPrefixed(4);

describe("a protocol engine", () => {
  const engines = useEngines();

  it("brings 200,000 integers through memory and back, in order", async () => {
    const total = 200_000;
    const [near, far] = duplexPair();
    const back: number[] = [];
    const engine = engines().engine(
      { framing },
      {
        onFrame: (connection, frame) => {
          if (connection === client) back.push(frame.getUint32(0));
          else connection.send(frame);
        },
      },
    );
    engine.manage(far);
    const client = engine.manage(near);
    const payload = Buffer.alloc(4);
    for (let i = 0; i < total; ++i) {
      payload.writeUInt32BE(i);
      if (!client.send(payload)) await within("room", client.writable());
    }
    await until("all of them back", () => back.length === total);
    expect(back.findIndex((value, i) => value !== i)).toBe(-1);
  });

  it("plays ping-pong in memory 100,000 times without nesting", async () => {
    const [near, far] = duplexPair();
    const journal = new Journal();
    const engine = engines().engine(
      { framing },
      {
        onFrame: (connection, frame) => {
          const count = frame.getUint32(0);
          const next = Buffer.alloc(4);
          next.writeUInt32BE(count + 1);
          if (count === 100_000) journal.note("enough");
          else connection.send(next);
        },
      },
    );
    engine.manage(far);
    engine.manage(near).send(Buffer.alloc(4));
    await journal.has("enough");
  });

  it("loses nothing of what a socket has read ahead", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await within("a listener", once(server, "listening"));
    const peer = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const [socket] = (await within("a socket", once(server, "connection"))) as [Socket];
    peer.write(Buffer.concat([framed("ahead"), framed("split")]).subarray(0, 15));
    await within("bytes in the stream", once(socket, "readable"));
    expect(socket.readableLength).toBe(15);
    socket.removeAllListeners("readable");
    const journal = new Journal();
    engines()
      .engine({ framing }, { onFrame: (_, frame) => journal.note(frame.text()) })
      .manage(socket);
    peer.end(framed("split").subarray(6));
    await journal.has("split");
    expect(journal.lines).toEqual(["ahead", "split"]);
    peer.destroy();
    server.close();
  });

  it("refuses what is no stream of bytes, or somebody else's, and leaves it alone", () => {
    const engine = engines().engine({ framing }, {});
    const refused = (stream: unknown): string => {
      try {
        engine.manage(stream as Duplex);
      } catch (error) {
        return String(error);
      }
      return "taken";
    };
    const objects = new PassThrough({ objectMode: true });
    const read = new PassThrough().on("data", () => undefined);
    const ended = new PassThrough().end();
    const destroyed = new PassThrough().destroy();
    const text = new PassThrough().setEncoding("utf8");
    const locked = memoryPair()[0];
    locked.readable.getReader();
    const own = duplexPair()[0];
    engine.manage(own);
    const start = 'TypeError: "duplex" expected';
    expect(refused(null)).toBe(`${start} a Duplex or a pair of web streams, got null`);
    expect(refused({ readable: true })).toContain("a Duplex or a pair of web streams");
    expect(refused(objects)).toBe(`${start} a stream of bytes, not objects, got PassThrough`);
    expect(refused(read)).toBe(`${start} a stream that nobody else reads, got PassThrough`);
    expect(refused(ended)).toBe(`${start} a stream that can still be written to, got PassThrough`);
    expect(refused(destroyed)).toBe(`${start} a stream that is not destroyed, got PassThrough`);
    expect(refused(text)).toBe(`${start} a stream of bytes, not text, got PassThrough`);
    expect(refused(locked)).toBe(`${start} web streams that are not locked, got Object`);
    expect(refused(own)).toBe(`${start} a stream that is no connection yet, got Duplex`);
    expect([objects, read].some((stream) => stream.destroyed)).toBe(false);
  });

  it("ends the connection of a stream that throws, fails or goes without an end", async () => {
    const journal = new Journal();
    const engine = engines().engine(
      { framing },
      { onDisconnect: (_, { code, error }) => journal.note(`${code} ${String(error)}`) },
    );
    const throwing = new Duplex({
      read: () => undefined,
      write: () => {
        throw new Error("of write");
      },
    });
    engine.manage(throwing).send("x");
    await journal.has("network-error NetworkError: of write");
    const failing = duplexPair()[0];
    engine.manage(failing);
    failing.destroy(new Error("of the line"));
    await journal.has("network-error NetworkError: of the line");
    const gone = new Duplex({ read: () => undefined, emitClose: true });
    engine.manage(gone);
    gone.destroy();
    await journal.has("network-error NetworkError: the stream was destroyed before it ended");
    const silent = new Duplex({ read: () => undefined, emitClose: false });
    engine.manage(silent).abort();
    await journal.has("aborted");
    const web = memoryPair();
    engine.manage(web[0]);
    await web[1].writable.abort(new Error("of the other end"));
    await journal.has("network-error NetworkError: of the other end");
  });

  it("refuses a connection too many, and what is no option", () => {
    const engine = engines().engine({ framing, maxConnections: 1 }, {});
    engine.manage(duplexPair()[0]);
    const [extra] = duplexPair();
    expect(() => engine.manage(extra)).toThrow("there is no place for the connection");
    expect(extra.destroyed).toBe(true);
    expect(engine.stats()).toMatchObject({ connections: 1, refused: 1 });
    expect(() => new ProtocolEngine({ framing, loop: 5 as never }, {})).toThrow(
      '"loop" expected an EventLoop, got 5',
    );
  });
});

describe("the sizes of an engine's buffers", () => {
  it("make a loop of its own, hold, and are seen in its figures", async () => {
    const sizes = { bufferBytes: "32 KiB", poolBuffers: 4, poolBuffersMax: 16 } as const;
    const engine = new ProtocolEngine({ framing, ...sizes }, {});
    const { buffers, loop } = engine.stats();
    expect(buffers).toEqual({ bufferBytes: 32_768, poolBuffers: 4, poolBuffersMax: 16 });
    // A block of 80 KiB is the least that holds 32 KiB.
    expect(loop.pool).toMatchObject({ arenaBytes: 16 * 81_920, bytesOut: 0 });
    expect(loop.pool.bytesHighWater).toBeGreaterThanOrEqual(4 * 32_768);
    // A frame that no buffer of such a pool can hold ends its connection, and nothing grows.
    const [near, far] = duplexPair();
    const connection = engine.manage(far);
    far.on("error", () => undefined);
    near.on("error", () => undefined).resume();
    near.write(framed(Buffer.alloc(4 * 2 ** 20)));
    expect((await within("the end", connection.closed)).code).toBe("resource-error");
    expect(engine.stats().loop.pool).toMatchObject({ arenaBytes: 16 * 81_920, bytesOut: 0 });
    await engine.shutdown();
  });

  it("are refused where they are none, or where a loop has its own", () => {
    const make = (options: object): (() => unknown) => {
      return () => new ProtocolEngine({ framing, ...options }, {});
    };
    expect(make({ bufferBytes: "3 KiB" })).toThrow('"bufferBytes" expected an integer from 4096');
    expect(make({ bufferBytes: "32 KiB", poolBuffersMax: 7 })).toThrow(
      '"poolBuffersMax" expected an integer from 8 to 19660, got 7',
    );
    expect(make({ poolBuffers: 20, poolBuffersMax: 20 })).toThrow(
      '"poolBuffers" expected an integer from 0 to 19, got 20',
    );
    expect(make({ poolBuffers: 1, loop: EventLoop.default() })).toThrow(
      '"loop" expected to be left out beside sizes of buffers, got EventLoop',
    );
  });
});
