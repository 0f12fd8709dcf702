import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { EventLoop, type Handler, TcpServer, bytesCodec, lengthPrefixed } from "../../src/index.js";
import { Journal, turns, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(1);
const KIB = 1024;

/** What the system is told of each listening socket: by the prototype that all handles share. */
async function handlePrototype(): Promise<{ listen(backlog: number): number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const handle = Reflect.get(server, "_handle") as object;
  server.close();
  return Object.getPrototypeOf(handle) as Awaited<ReturnType<typeof handlePrototype>>;
}

// The other options of a server are shown where what they are about is: docs/parity.md says where.
describe.each(READ_PATHS)("an option of a server over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("port: the server listens there, and by default where there is room", async () => {
    const { server, port } = await world().serve({ framing }, {});
    await server.stop();
    const next = await world().serve({ framing, port }, {});
    expect(next.port).toBe(port);
    const other = await world().serve({ framing }, {});
    expect(other.port).not.toBe(port);
  });

  it.skipIf(!can.watchSocketOptions).each([7, undefined])(
    "backlog: the system is told %d",
    async (backlog) => {
      const told = vi.spyOn(await handlePrototype(), "listen");
      await world().serve(backlog === undefined ? { framing } : { framing, backlog }, {});
      expect(told.mock.calls).toEqual([[backlog ?? 511]]);
      told.mockRestore();
    },
  );

  it.each([
    ["a framing", { framing }],
    ["a codec", { codec: bytesCodec(framing) }],
  ])("maxFrameBytes: replaces the limit of %s", async (_, speech) => {
    const journal = new Journal();
    const handler: Handler<{ readonly length: number }> = {
      onFrame: (_, frame) => journal.note(`frame of ${frame.length}`),
      onError: (_, error) => journal.note(String(error)),
    };
    const { port } = await world().serve({ ...speech, maxFrameBytes: 3 }, handler);
    const peer = await world().dial(port);
    peer.write("\x03abc", "\x04abcd");
    await journal.has("ProtocolError");
    expect(journal.lines).toEqual([
      "frame of 3",
      expect.stringMatching(/^ProtocolError: .* 4 .* 3/),
    ]);
  });

  it("loop: each server is on its own, and counted there", async () => {
    const one = await world().serve({ framing }, {});
    const loop = new EventLoop({ arena: "4 MiB", directReads });
    const server = new TcpServer({ framing, loop }, {});
    const { port } = await within("the server", server.start());
    await world().dial(port);
    await until("the connection", () => loop.stats().connections === 1);
    expect(world().loop.stats().connections).toBe(0);
    expect(one.server.connectionCount).toBe(0);
    await loop.stop({ graceMs: 0 });
    expect(server.connectionCount).toBe(0);
  });

  it.each([true, false])(
    "pauseReadsWhenBlocked: %s, a peer that reads nothing is heard, or not",
    async (pauseReadsWhenBlocked) => {
      const journal = new Journal();
      const options = { framing, pauseReadsWhenBlocked, highWaterMark: "64 KiB" } as const;
      const { connection, peer } = await world().pair(options, {
        onFrame: (_, frame) => journal.note(frame.text()),
      });
      peer.socket.pause();
      while (connection.bufferedBytes < 64 * KIB) connection.send(Buffer.alloc(255));
      const sent = connection.stats().bytesOut;
      peer.write(framed("hear me", 1));
      if (!pauseReadsWhenBlocked) await journal.has("hear me");
      await turns(50);
      expect(journal.lines).toEqual(pauseReadsWhenBlocked ? [] : ["hear me"]);
      await peer.receive(sent);
      await journal.has("hear me");
    },
  );
});
