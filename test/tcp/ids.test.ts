import { describe, expect, it } from "vitest";
import {
  type ConnectionId,
  type Handler,
  type NetworkEvent,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, turns, until } from "../support/events.js";
import { type Peer, READ_PATHS, type World, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(1);

/** A server with so many connections, and their peers in the same order. */
async function crowd(world: World, count: number, handler: Handler = {}, options = {}) {
  const { server, port } = await world.serve({ framing, ...options }, handler);
  const peers: Peer[] = [];
  const ids: ConnectionId[] = [];
  for (let i = 0; i < count; ++i) {
    peers.push(await world.dial(port));
    await until(`connection ${i}`, () => server.connectionCount === i + 1);
    const id = server.connections()[i]?.id;
    if (id !== undefined) ids.push(id);
  }
  return { server, port, peers, ids };
}

async function hangUp(peer: Peer | undefined): Promise<void> {
  peer?.socket.end();
  await peer?.rest();
}

describe.each(READ_PATHS)("an id over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("never reaches another connection, though its slot is taken again", async () => {
    world().useLoop({ slots: 1 });
    const seen = new Set<number>();
    const { server, port } = await world().serve({ framing }, {});
    let before: ConnectionId | undefined;
    for (let i = 0; i < 50; ++i) {
      const peer = await world().dial(port);
      await until("the connection", () => server.connectionCount === 1);
      const id = server.connections()[0]?.id;
      if (id === undefined) throw new Error("no connection");
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      if (before !== undefined) {
        expect(server.sendTo(before, "for the dead")).toBe("gone");
        expect(server.connection(before)).toBeUndefined();
        expect(server.closeConnection(before)).toBe(false);
      }
      expect(server.sendTo(id, "ok")).toBe("sent");
      await peer.receive(3);
      await hangUp(peer);
      expect(peer.all().toString()).toBe("\x02ok");
      await until("the end", () => server.connectionCount === 0);
      before = id;
    }
  });

  it("of another server of the loop, or made up, is gone", async () => {
    const one = await crowd(world(), 1);
    const two = await crowd(world(), 1);
    const [id] = two.ids;
    for (const stranger of [id, -1, 0, 0.5, Number.NaN, 2 ** 53, 2 ** 52] as ConnectionId[]) {
      expect(one.server.sendTo(stranger, "hello?")).toBe("gone");
      expect(one.server.connection(stranger)).toBeUndefined();
      expect(one.server.closeConnection(stranger)).toBe(false);
    }
  });

  it("sends: sent, above the mark queued, once closing gone", async () => {
    const { server, peers, ids } = await crowd(world(), 1);
    const [id] = ids as [ConnectionId];
    peers[0]?.socket.pause();
    expect(server.sendTo(id, "small")).toBe("sent");
    const large = Buffer.alloc(255);
    let answer = server.sendTo(id, large);
    while (answer === "sent") answer = server.sendTo(id, large);
    expect(answer).toBe("queued");
    expect(server.closeConnection(id)).toBe(true);
    expect(server.sendTo(id, "late")).toBe("gone");
    expect(server.closeConnection(id)).toBe(false);
    expect(server.connection(id)?.state).toBe("closing");
    await hangUp(peers[0]);
    await until("the end", () => server.connection(id) === undefined);
  });

  it("lets a broadcast leave one out", async () => {
    const { server, peers, ids } = await crowd(world(), 3);
    expect(server.broadcast("to all")).toBe(3);
    const [, second] = ids as [ConnectionId, ConnectionId];
    expect(server.broadcast("not to 2", { except: second })).toBe(2);
    server.closeConnection(second);
    expect(server.broadcast("the rest")).toBe(2);
    for (const peer of peers) {
      await peer.receive(7);
      peer.socket.end();
    }
    const texts: string[] = [];
    for (const connection of server.connections()) connection.close();
    for (const peer of peers) texts.push((await peer.rest()).toString());
    expect(texts).toEqual([
      "\x06to all\x08not to 2\x08the rest",
      "\x06to all",
      "\x06to all\x08not to 2\x08the rest",
    ]);
  });

  it("lets a handler reach the others by its context, with a frame too", async () => {
    const { peers, ids } = await crowd(world(), 3, {
      onFrame: (connection, frame) => {
        const { context, id } = connection;
        context.broadcast(frame, { except: id });
        const other = context.connection(ids[0] as ConnectionId);
        other?.send(`${context.connectionCount}`);
      },
    });
    peers[1]?.write(framed("hello", 1));
    expect((await peers[0]?.receive(8))?.toString()).toBe("\x05hello\x013");
    expect((await peers[2]?.receive(6))?.toString()).toBe("\x05hello");
    await turns(3);
    expect(peers[1]?.received).toBe(0);
  });
});

describe.each(READ_PATHS)("a bound on connections over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("refuses the one too many, with an event; a close makes room", async () => {
    const events: NetworkEvent[] = [];
    const options = { maxConnections: 2 };
    const handler: Handler = {
      onConnect: (connection) => void connection.send("hi"),
      onEvent: (event) => void events.push(event),
    };
    const { server, port, peers } = await crowd(world(), 2, handler, options);
    const refused = await world().dial(port);
    expect((await refused.rest()).length).toBe(0);
    expect(events.at(-1)).toMatchObject({
      type: "connectionDropped",
      reason: "max-connections",
      remoteAddress: { port: refused.socket.localPort },
    });
    expect(server.stats()).toMatchObject({ connections: 2, accepted: 2, refused: 1 });
    await hangUp(peers[0]);
    await until("a free place", () => server.connectionCount === 1);
    const third = await world().dial(port);
    expect((await third.receive(3)).toString()).toBe("\x02hi");
  });

  it("of the loop refuses with an event and a ResourceError", async () => {
    world().useLoop({ slots: 2 });
    const journal = new Journal();
    const { port } = await crowd(world(), 2, {
      onError: (connection, error) => {
        journal.note(
          `${connection === null ? "nobody" : "one"} ${String(Reflect.get(Object(error), "code"))}`,
        );
      },
      onEvent: (event) => {
        if (event.type === "connectionDropped") journal.note(event.reason);
      },
    });
    const refused = await world().dial(port);
    await refused.rest();
    await journal.has("nobody");
    expect(journal.lines.sort()).toEqual(["nobody slots-exhausted", "slots-exhausted"]);
    const client = world().client({ port, framing }, {});
    await expect(client.connect()).rejects.toMatchObject({ code: "slots-exhausted" });
  });
});
