import { describe, expect, it } from "vitest";
import { type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, until, within } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";
import { answersAt } from "../support/scenes.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
const MIB = 2 ** 20;

function scribe(journal: Journal): Handler {
  return {
    onFrame: (connection, frame) => void connection.send(frame),
    onError: (_, error) => journal.note(`error ${String(error)}`),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

describe.each(READ_PATHS)("stop() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("closes idle connections and frees the port", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve({ framing }, scribe(journal));
    const peers = [await world().dial(port), await world().dial(port)];
    await until("both", () => server.connectionCount === 2);
    const stopping = server.stop();
    for (const peer of peers) {
      await peer.rest();
      peer.socket.end();
    }
    await within("stop()", stopping);
    expect(journal.lines).toEqual(["closed", "closed"]);
    expect(server.connectionCount).toBe(0);
    expect(await answersAt(port)).toBe(false);
  });

  it("sends a busy connection's answers before its FIN", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing },
      {
        ...scribe(journal),
        onFrame: (connection) => void connection.send(pattern(12 * MIB)),
      },
    );
    const peer = await world().dial(port);
    peer.socket.pause();
    peer.write(framed("much"));
    await until("the answer", () => server.stats().framesOut === 1);
    const stopping = server.stop({ graceMs: 20_000 });
    expect((await peer.rest()).equals(framed(pattern(12 * MIB)))).toBe(true);
    peer.socket.end();
    await within("stop()", stopping);
    expect(journal.lines).toEqual(["closed"]);
  });

  it("aborts a connection that is stuck when the grace is over", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing, lingerMs: 60_000 },
      {
        ...scribe(journal),
        onConnect: (connection) => void connection.send(Buffer.alloc(24 * MIB)),
      },
    );
    const stuck = await world().dial(port);
    stuck.socket.pause();
    await until("a full outbox", () => server.stats().bufferedBytes > 0);
    await within("stop()", server.stop({ graceMs: 50 }));
    expect(journal.count("closed")).toBe(1);
    expect(server.connectionCount).toBe(0);
  });

  it("without grace aborts connections whose peer sends no FIN", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve({ framing, lingerMs: 60_000 }, scribe(journal));
    for (let i = 0; i < 10; ++i) await world().dial(port);
    await until("all", () => server.connectionCount === 10);
    await within("stop()", server.stop({ graceMs: 0 }));
    expect(journal.lines).toEqual(Array.from({ length: 10 }, () => "closed"));
  });

  it("twice is the same as once", async () => {
    const { server, port } = await world().serve({ framing }, {});
    const peer = await world().dial(port);
    await until("the connection", () => server.connectionCount === 1);
    const both = [server.stop(), server.stop()];
    await peer.rest();
    peer.socket.end();
    await within("both", Promise.all(both));
    await within("a third", server.stop());
  });

  it("is what Symbol.asyncDispose does", async () => {
    const { server, port } = await world().serve({ framing, lingerMs: 20 }, {});
    const client = world().client({ port, framing }, {});
    await client.connect();
    {
      await using own = server;
      expect(own.connectionCount).toBeLessThanOrEqual(1);
    }
    expect(await answersAt(port)).toBe(false);
    await client[Symbol.asyncDispose]();
    expect(client.connection).toBeUndefined();
  });

  it("is what the abort of the server's signal does, without grace", async () => {
    const journal = new Journal();
    const controller = new AbortController();
    const options = { framing, lingerMs: 60_000, signal: controller.signal };
    const { server, port } = await world().serve(options, scribe(journal));
    await world().dial(port);
    await until("the connection", () => server.connectionCount === 1);
    controller.abort();
    await journal.has("closed");
    expect(await answersAt(port)).toBe(false);
  });

  it("in a handler closes the connection of the handler too", async () => {
    const journal = new Journal();
    const stopped: Promise<void>[] = [];
    const { server, port } = await world().serve(
      { framing },
      {
        onFrame: (connection, frame) => {
          connection.send(frame);
          stopped.push(server.stop());
        },
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peer = await world().dial(port);
    peer.write(framed("stop"), framed("void"));
    expect((await peer.rest()).toString()).toBe("\0\0\0\x04stop");
    peer.socket.end();
    await journal.has("closed");
    await within("stop()", Promise.all(stopped));
  });
});
