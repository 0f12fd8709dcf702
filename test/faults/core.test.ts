import { describe, expect, it } from "vitest";
import {
  type Connection,
  ConnectionClosedError,
  type Handler,
  InternalError,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, rejection, turns, until, within } from "../support/events.js";
import { READ_PATHS, type World, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);

/** Notes everything; at the word "break" it hands the pool an address that was never taken. */
function breaking(world: World, journal: Journal, name: string): Handler {
  return {
    onFrame: (connection, frame) => {
      if (frame.text() === "break") world.loop.core.raw.give(12);
      connection.send(frame);
    },
    onError: (connection, error) => {
      const whose = connection === null ? "nobody" : connection.state;
      journal.note(`${name} ${whose} ${error instanceof InternalError ? "internal" : "other"}`);
    },
    onDisconnect: (_, { code, error }) => {
      journal.note(`${name} ${code} ${error instanceof InternalError ? "internal" : "other"}`);
    },
    onEvent: (event) => {
      if (event.type === "connectionDropped") journal.note(`${name} dropped ${event.reason}`);
    },
  };
}

describe.each(READ_PATHS)("an assertion of the core that fails over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("ends all connections of the loop with an InternalError, and nothing else", async () => {
    const journal = new Journal();
    const loop = world().useLoop();
    const one = await world().serve({ framing }, breaking(world(), journal, "one"));
    const two = await world().serve({ framing }, breaking(world(), journal, "two"));
    world().expectBroken(loop);
    const client = world().client(
      { port: two.port, framing },
      breaking(world(), journal, "client"),
    );
    const dialed = await client.connect();
    const breaker = await world().dial(one.port);
    const half = await world().dial(one.port);
    half.write(framed("never completed").subarray(0, 9));
    const full = await world().dial(two.port);
    full.write(framed("echo"));
    await full.receive(8);
    await until("the half", () => one.server.stats().bytesIn === 9);
    breaker.write(framed("break"), framed("void"));
    for (const peer of [breaker, half, full]) await peer.rest();
    await journal.has("client internal-error");
    await until("the end", () => one.server.connectionCount + two.server.connectionCount === 0);
    expect((await within("the end", dialed.closed)).code).toBe("internal-error");
    expect(journal.lines.toSorted()).toEqual([
      "client closing internal",
      "client internal-error internal",
      ...Array.from({ length: 2 }, () => "one closing internal"),
      ...Array.from({ length: 2 }, () => "one internal-error internal"),
      ...Array.from({ length: 2 }, () => "two closing internal"),
      ...Array.from({ length: 2 }, () => "two internal-error internal"),
    ]);
  });

  it("refuses whoever comes later, and lets the process live", async () => {
    const journal = new Journal();
    const loop = world().useLoop();
    const { server, port } = await world().serve({ framing }, breaking(world(), journal, "old"));
    world().expectBroken(loop);
    const breaker = await world().dial(port);
    breaker.write(framed("break"));
    await breaker.rest();
    const late = await world().dial(port);
    expect((await late.rest()).length).toBe(0);
    await journal.has("old dropped internal-error");
    const client = world().client({ port, framing }, {});
    expect(await rejection("connect()", client.connect())).toBeInstanceOf(InternalError);
    await within("stop()", server.stop());
    world().useLoop();
    const next = await world().serve({ framing }, breaking(world(), journal, "new"));
    const peer = await world().dial(next.port);
    peer.write(framed("a loop of its own"));
    expect((await peer.receive(21)).subarray(4).toString()).toBe("a loop of its own");
  });

  it("outside of a handler ends the connection's loop too", async () => {
    const journal = new Journal();
    const loop = world().useLoop();
    let connection: Connection | undefined;
    const handler = breaking(world(), journal, "it");
    const { port } = await world().serve(
      { framing },
      {
        ...handler,
        onConnect: (own) => void (connection ??= own),
        onWritable: () => {
          world().loop.core.raw.give(12);
        },
      },
    );
    world().expectBroken(loop);
    const other = await world().dial(port);
    await until("the connection", () => connection !== undefined);
    other.socket.pause();
    while (connection?.send(Buffer.alloc(2 ** 20)) === true);
    await turns(5);
    other.socket.resume();
    await journal.has("it internal-error internal");
    expect(() => connection?.send("late")).toThrow(ConnectionClosedError);
    expect(connection?.stats().heldBytes).toBe(0);
    expect(connection?.context.sendTo(connection.id, "late")).toBe("gone");
  });
});
