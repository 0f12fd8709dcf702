import { describe, expect, it } from "vitest";
import {
  type CloseReason,
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

  it("finds the session that createSession made of the peer's address", async () => {
    const seen: string[] = [];
    const { server, port } = await world().serve(
      { framing, createSession: (remote) => ({ port: remote?.port ?? 0, count: 0 }) },
      {
        onFrame: ({ session }) => {
          seen.push(`${session.port}:${++session.count}`);
        },
      },
    );
    const one = await world().dial(port);
    const two = await world().dial(port);
    one.write(framed("a", 1), framed("b", 1));
    await until("two frames", () => seen.length === 2);
    two.write(framed("c", 1));
    await until("three frames", () => seen.length === 3);
    const [portOne, portTwo] = [one.socket.localPort, two.socket.localPort];
    expect(seen).toEqual([`${portOne}:1`, `${portOne}:2`, `${portTwo}:1`]);
    const sessions = server.connections().map(({ session }) => session.port);
    expect(sessions).toEqual([portOne, portTwo]);
  });

  it("sees its connection's addresses, state and context", async () => {
    let context: unknown;
    const states: string[] = [];
    const { port } = await world().serve(
      { framing },
      {
        onConnect: (connection) => {
          context = connection.context.connection(connection.id) === connection;
          states.push(connection.state);
          connection.close();
          states.push(connection.state);
        },
        onDisconnect: (connection) => void states.push(connection.state),
      },
    );
    const peer = await world().dial(port);
    await peer.rest();
    peer.socket.end();
    await until("the end", () => states.length === 3);
    expect(context).toBe(true);
    expect(states).toEqual(["open", "closing", "closed"]);
  });

  it("resolves `closed` with the reason that onDisconnect hears, and after it", async () => {
    const journal = new Journal();
    const reasons: CloseReason[] = [];
    const { server, port } = await world().serve(
      { framing },
      {
        onConnect: (connection) => {
          void connection.closed.then((reason) => {
            reasons.push(reason);
            journal.note("closed");
          });
        },
        onDisconnect: (_, reason) => {
          reasons.push(reason);
          journal.note("disconnect");
        },
      },
    );
    const peer = await world().dial(port);
    await until("the connection", () => server.connectionCount === 1);
    peer.socket.resetAndDestroy();
    await journal.has("closed");
    expect(journal.lines).toEqual(["disconnect", "closed"]);
    expect(reasons[0]).toBe(reasons[1]);
    expect(reasons[0]).toMatchObject({ code: "network-error", error: { code: "ECONNRESET" } });
  });

  it("may have no member at all", async () => {
    const { server, port } = await world().serve({ framing }, {});
    const peer = await world().dial(port);
    peer.write(framed("nobody listens", 1));
    await until("the frame", () => server.stats().framesIn === 1);
    peer.socket.end();
    await peer.rest();
    await until("the end", () => server.connectionCount === 0);
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
