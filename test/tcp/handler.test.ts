import { describe, expect, it } from "vitest";
import {
  type ConnectionId,
  type Handler,
  type NetworkEvent,
  lengthPrefixed,
} from "../../src/index.js";
import type { BytesLike, Frame } from "../../src/index.js";
import { Journal, turns, until, within } from "../support/events.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(1);

/** A handler that notes every call, with what it was called with. */
function scribe<Session>(journal: Journal): Handler<Frame, BytesLike, Session> {
  return {
    onConnect: () => journal.note("connect"),
    onData: (_, bytes) => journal.note(`data ${bytes.length}`),
    onBatch: (_, batch) => journal.note(`batch ${batch.length}`),
    onFrame: (_, frame) => journal.note(`frame ${frame.text()}`),
    onWritable: () => journal.note("writable"),
    onError: (_, error) => journal.note(`error ${String(error)}`),
    onDisconnect: (_, reason) => journal.note(`disconnect ${reason.code}`),
    onEvent: (event) => journal.note(event.type),
  };
}

describe.each(READ_PATHS)("a handler over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("is called in order, and for each thing once", async () => {
    const journal = new Journal();
    const { port } = await world().serve({ framing }, scribe(journal));
    const peer = await world().dial(port);
    peer.write("\x01a\x02bc");
    await journal.has("frame bc");
    peer.write("\0");
    await journal.has("frame ", 3);
    peer.socket.end();
    await journal.has("connectionClosed");
    await peer.rest();
    await turns(3);
    expect(journal.lines).toEqual([
      "listening",
      "connectionEstablished",
      "connect",
      "data 5",
      "batch 2",
      "frame a",
      "frame bc",
      "data 1",
      "batch 1",
      "frame ",
      "disconnect ended",
      "connectionClosed",
    ]);
  });

  it("of a client is called in the same order, and before connect() resolves", async () => {
    const journal = new Journal();
    const port = await world().listen((peer) => {
      peer.write("\x02hi");
      peer.socket.end();
    });
    const client = world().client({ port, framing }, scribe(journal));
    const connection = await client.connect();
    expect(journal.lines.slice(0, 2)).toEqual(["connectionEstablished", "connect"]);
    expect(await within("the end", connection.closed)).toEqual({ code: "ended" });
    expect(journal.lines).toEqual([
      "connectionEstablished",
      "connect",
      "data 3",
      "batch 1",
      "frame hi",
      "disconnect ended",
      "connectionClosed",
    ]);
  });

  it("hears of every event, each with what it is about", async () => {
    const events: NetworkEvent[] = [];
    const { server, port } = await world().serve(
      { framing, maxConnections: 1 },
      { onEvent: (event) => void events.push(event) },
    );
    const first = await world().dial(port);
    await until("the first", () => server.connectionCount === 1);
    const id = server.connections()[0]?.id;
    const second = await world().dial(port);
    await second.rest();
    first.socket.end();
    await until("the end", () => events.some(({ type }) => type === "connectionClosed"));
    const remote = { address: "127.0.0.1", family: "IPv4" };
    expect(events).toMatchObject([
      { type: "listening", address: { address: "127.0.0.1", port } },
      { type: "connectionEstablished", id, remoteAddress: remote },
      { type: "connectionDropped", reason: "max-connections", remoteAddress: remote },
      { type: "connectionClosed", id, reason: { code: "ended" } },
    ]);
  });

  it("finds a frame void once it has returned", async () => {
    const errors: unknown[] = [];
    const ids: ConnectionId[] = [];
    const { port } = await world().serve(
      { framing },
      {
        onFrame: async (connection, frame) => {
          ids.push(connection.id);
          await Promise.resolve();
          frame.text();
        },
        onError: (connection, error) => {
          if (connection !== null) ids.push(connection.id);
          errors.push(error);
        },
      },
    );
    const peer = await world().dial(port);
    peer.write(framed("late", 1));
    await until("the error", () => errors.length === 1);
    expect(errors[0]).toBeInstanceOf(TypeError);
    expect(String(errors[0])).toContain("stale access");
    expect(ids[0]).toBe(ids[1]);
  });
});
