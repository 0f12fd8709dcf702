import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type Handler,
  TcpServer,
  TcpServerConfig,
  type TcpServerOptions,
  jsonCodec,
  lengthPrefixed,
  lines,
} from "../../src/index.js";
import { Journal, until, within } from "../support/events.js";
import { handlePrototype } from "../support/handles.js";
import { can } from "../support/runtime.js";
import { type Peer, framed, useWorld } from "../support/sockets.js";

const KIB = 1024;

describe("TcpServerConfig.builder()", () => {
  const world = useWorld(true);
  const servers: TcpServer[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop({ graceMs: 0 })));
  });

  /** A server on exactly what was built, and a peer of it. */
  async function pair(config: TcpServerOptions, handler: Handler): Promise<Peer> {
    const server = new TcpServer(config, handler);
    servers.push(server);
    const { port } = await within("the server", server.start());
    return world().dial(port);
  }

  it("builds frozen options, and each step leaves the builder as it was", () => {
    const start = TcpServerConfig.builder().address("127.0.0.1", 9000);
    const some = start.maxConnections(5).build();
    expect(Object.isFrozen(some)).toBe(true);
    expect(some).toMatchObject({ host: "127.0.0.1", port: 9000, maxConnections: 5 });
    expect(start.build()).not.toHaveProperty("maxConnections");
  });

  it("address: the server listens there", async () => {
    const { port } = await world().serve({ framing: lines() }, {});
    const config = TcpServerConfig.builder().address(`127.0.0.1:${port}`).build();
    await expect(new TcpServer(config, {}).start()).rejects.toMatchObject({ code: "EADDRINUSE" });
    const six = TcpServerConfig.builder().address("[::1]:9000").build();
    expect(six).toMatchObject({ host: "::1", port: 9000 });
    expect(() => TcpServerConfig.builder().address("127.0.0.1")).toThrow('"address" expected');
  });

  it("bufferSize: no read brings more", async () => {
    const sizes: number[] = [];
    const config = TcpServerConfig.builder().bufferSize("8 KiB").build();
    const peer = await pair(config, {
      onData: (_, bytes) => void sizes.push(bytes.length),
    });
    peer.write(Buffer.alloc(256 * KIB));
    await until("all bytes", () => sizes.reduce((sum, size) => sum + size, 0) === 256 * KIB);
    expect(Math.max(...sizes)).toBe(8 * KIB);
    expect(() => TcpServerConfig.builder().bufferSize(1)).toThrow('"bufferSize" expected');
  });

  it("maxConnections: the one too many is dropped", async () => {
    const journal = new Journal();
    const config = TcpServerConfig.builder().maxConnections(1).build();
    await pair(config, { onEvent: ({ type }) => journal.note(type) });
    const port = servers[0]?.address?.port ?? 0;
    const second = await world().dial(port);
    await second.rest();
    await journal.has("connectionDropped");
    expect(journal.count("connectionEstablished")).toBe(1);
  });

  it.skipIf(!can.watchSocketOptions).each([true, false])(
    "noDelay(%s): the system is told so",
    async (isOn) => {
      const told = vi.spyOn(await handlePrototype(), "setNoDelay");
      const peer = await pair(TcpServerConfig.builder().noDelay(isOn).build(), {
        onConnect: (connection) => void connection.send("accepted"),
      });
      told.mockClear();
      const other = await world().dial(servers[0]?.address?.port ?? 0);
      await Promise.all([peer.receive(8), other.receive(8)]);
      // Once for the dialing end, which never has it off.
      expect(told).toHaveBeenCalledTimes(isOn ? 2 : 1);
      told.mockRestore();
    },
  );

  it.skipIf(!can.watchSocketOptions).each([
    [7_000, [[true, 7]]],
    [false, []],
  ] as const)("keepAlive(%s): the system is told so", async (idleMs, calls) => {
    const told = vi.spyOn(await handlePrototype(), "setKeepAlive");
    const peer = await pair(TcpServerConfig.builder().keepAlive(idleMs).build(), {
      onConnect: (connection) => void connection.send("accepted"),
    });
    await peer.receive(8);
    // Interval and count are undefined, where they are told.
    expect(told.mock.calls.map((call) => call.slice(0, 2))).toEqual(calls);
    told.mockRestore();
  });

  it("framing: frames are cut so; without one, bytes come as they do", async () => {
    const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };
    const framing = await pair(TcpServerConfig.builder().framing(lengthPrefixed(4)).build(), echo);
    framing.write(framed("a frame"));
    expect(await framing.receive(11)).toEqual(framed("a frame"));
    const plain = await pair(TcpServerConfig.builder().build(), echo);
    plain.write("no frame");
    expect((await plain.receive(8)).toString()).toBe("no frame");
  });

  it("codec: messages come and go, and have its types", async () => {
    const config = TcpServerConfig.builder().codec(jsonCodec(lines())).build();
    const { port } = await world().serve(config, {
      onFrame: (connection, message) => void connection.send({ got: message }),
    });
    const peer = await world().dial(port);
    peer.write('{"a":1}\n');
    expect((await peer.receive(16)).toString()).toBe('{"got":{"a":1}}\n');
  });
});
