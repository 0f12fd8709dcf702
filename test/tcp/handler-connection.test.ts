import { describe, expect, it } from "vitest";
import { type CloseReason, lengthPrefixed } from "../../src/index.js";
import { Journal, until } from "../support/events.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(1);

describe.each(READ_PATHS)("a handler's connection over $path", ({ directReads }) => {
  const world = useWorld(directReads);

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
});
