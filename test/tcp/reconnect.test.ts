import { once } from "node:events";
import { type AddressInfo, type Socket, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import {
  ConnectionClosedError,
  type Handler,
  type NetworkEvent,
  ProtocolError,
  type ReconnectOptions,
  TcpClient,
  type TcpServer,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, rejection, turns, until, within } from "../support/events.js";
import { type Peer, READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);
/** Soon enough for a test, and often enough for a server that takes its time. */
const SOON: ReconnectOptions = { firstMs: 1, maxMs: 20 };
/** Never, as far as a test is concerned. */
const NEVER: ReconnectOptions = { firstMs: 2 ** 31 - 1, jitter: false };

type Reconnecting = Extract<NetworkEvent, { type: "reconnecting" }>;

/** What a client's handler is told, and the waits that were announced. */
class Watch {
  readonly journal = new Journal();
  readonly waits: Reconnecting[] = [];
  readonly handler: Handler = {
    onConnect: () => this.journal.note("connect"),
    onFrame: (_, frame) => this.journal.note(frame.text()),
    onError: (connection, error) => {
      this.journal.note(`${connection === null ? "nobody's" : "its"} ${String(error)}`);
    },
    onDisconnect: (_, { code }) => this.journal.note(code),
    onEvent: (event) => {
      if (event.type !== "reconnecting") return;
      this.waits.push(event);
      this.journal.note("reconnecting");
    },
  };

  get delaysMs(): number[] {
    return this.waits.map(({ delayMs }) => delayMs);
  }
}

async function deadPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

describe.each(READ_PATHS)("a reconnecting client over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

  /** A listener that hangs up on everybody at once. */
  const hangUp = (): Promise<number> => world().listen((peer) => peer.socket.end());

  it("is back after each restart of its server, and so are nine others", async () => {
    const port = await deadPort();
    const watches = Array.from({ length: 10 }, () => new Watch());
    let { server }: { server: TcpServer } = await world().serve({ port, framing }, echo);
    const clients = watches.map(({ handler }) => {
      return world().client({ port, framing, reconnect: SOON }, handler);
    });
    await Promise.all(clients.map((client) => client.connect()));
    for (let round = 1; round <= 3; ++round) {
      await within("the server to stop", server.stop({ graceMs: 0 }));
      await until("all to wait", () => watches.every(({ waits }) => waits.length >= round));
      ({ server } = await world().serve({ port, framing }, echo));
      await Promise.all(watches.map(({ journal }) => journal.has("connect", round + 1)));
      clients.forEach((client, i) => client.send(`round ${round} of ${i}`));
      await Promise.all(watches.map(({ journal }, i) => journal.has(`round ${round} of ${i}`)));
    }
    for (const { journal } of watches) {
      expect(journal.count("connect")).toBe(4);
      expect(journal.lines.filter((line) => /^(ended|network-error)$/.test(line))).toHaveLength(3);
    }
    expect(clients.map((client) => client.stats().accepted)).toEqual(clients.map(() => 4));
  });

  it("finds a server that starts late, if the first connection may take several attempts", async () => {
    const port = await deadPort();
    const { handler, journal, waits } = new Watch();
    const client = world().client(
      { port, framing, reconnect: { ...SOON, initial: true } },
      handler,
    );
    const connecting = client.connect();
    await journal.has("reconnecting", 3);
    expect(journal.count("connect")).toBe(0);
    await world().serve({ port, framing }, echo);
    expect((await within("the connection", connecting)).state).toBe("open");
    expect(waits.slice(0, 3).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(waits[0]?.error).toMatchObject({ name: "NetworkError", code: "ECONNREFUSED" });
    expect(journal.count("connect")).toBe(1);
  });

  it("that is refused at first rejects, and dials no more", async () => {
    const { handler, journal } = new Watch();
    const client = world().client({ port: await deadPort(), framing, reconnect: SOON }, handler);
    const error = await rejection("connect()", client.connect());
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
    await turns(5);
    expect(journal.lines).toEqual([]);
  });

  it("doubles its delays up to the cap, without jitter", async () => {
    const watch = new Watch();
    const reconnect = { initial: true, firstMs: 1, maxMs: 6, jitter: false, attempts: 6 };
    const client = world().client({ port: await deadPort(), framing, reconnect }, watch.handler);
    const error = await rejection("connect()", client.connect());
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
    expect(watch.delaysMs).toEqual([1, 2, 4, 6, 6, 6]);
    expect(watch.waits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("never waits longer than the cap however often it has failed, and not always as long", async () => {
    const watch = new Watch();
    const reconnect = { initial: true, firstMs: 1, maxMs: 3, factor: 100, attempts: 200 };
    const client = world().client({ port: await deadPort(), framing, reconnect }, watch.handler);
    await rejection("connect()", client.connect());
    expect(watch.waits).toHaveLength(200);
    expect(Math.max(...watch.delaysMs)).toBe(3);
    expect(Math.min(...watch.delaysMs)).toBe(0);
    expect(watch.delaysMs[0]).toBeLessThanOrEqual(1);
  });

  it("dials a server that accepts and hangs up as seldom as one that refuses", async () => {
    const watch = new Watch();
    const reconnect = { firstMs: 100_000, maxMs: 350_000, jitter: false };
    const client = world().client({ port: await hangUp(), framing, reconnect }, watch.handler);
    await client.connect();
    for (let round = 1; round <= 4; ++round) {
      await watch.journal.has("reconnecting", round);
      client.reconnectNow();
    }
    await watch.journal.has("reconnecting", 5);
    expect(watch.delaysMs).toEqual([100_000, 200_000, 350_000, 350_000, 350_000]);
  });

  it("begins anew with its delays after a connection that lasted", async () => {
    const watch = new Watch();
    const peers: Peer[] = [];
    const port = await world().listen((peer) => peers.push(peer));
    const reconnect = { firstMs: 1, maxMs: 4, jitter: false };
    await world().client({ port, framing, reconnect }, watch.handler).connect();
    for (let round = 1; round <= 3; ++round) {
      await watch.journal.has("connect", round);
      const since = performance.now();
      await until("the peer", () => peers.length === round);
      await until("five milliseconds", () => performance.now() - since > 5);
      peers.at(-1)?.socket.end();
    }
    await watch.journal.has("connect", 4);
    expect(watch.waits.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });

  it("gives up after so many attempts and says so, to nobody's connection", async () => {
    const { handler, journal } = new Watch();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const reconnect = { ...SOON, attempts: 2 };
    const client = world().client({ port, framing, reconnect }, handler);
    await client.connect();
    const [socket] = await within("the peer", accepted);
    server.close();
    socket.resetAndDestroy();
    await journal.has("nobody's");
    expect(journal.lines).toEqual([
      "connect",
      "its NetworkError: read ECONNRESET",
      "network-error",
      "reconnecting",
      "reconnecting",
      `nobody's NetworkError: connect ECONNREFUSED 127.0.0.1:${port}`,
    ]);
    expect(client.reconnectNow()).toBe(false);
    // It may be told to try again.
    await rejection("connect()", client.connect());
  });

  /** A client that has lost its connection and waits for ever. */
  async function waiting(reconnect = NEVER): Promise<{ client: TcpClient; watch: Watch }> {
    const watch = new Watch();
    const peers: Peer[] = [];
    const port = await world().listen((peer) => peers.push(peer));
    const client = world().client({ port, framing, reconnect }, watch.handler);
    await client.connect();
    await until("the peer", () => peers.length === 1);
    peers[0]?.socket.end();
    await watch.journal.has("reconnecting");
    return { client, watch };
  }

  it("waits no longer once reconnectNow() is called", async () => {
    const { client, watch } = await waiting();
    expect(watch.delaysMs).toEqual([2 ** 31 - 1]);
    expect(watch.waits[0]?.error).toBeInstanceOf(ConnectionClosedError);
    expect(client.reconnectNow()).toBe(true);
    await watch.journal.has("connect", 2);
    expect(client.reconnectNow()).toBe(false);
    expect(client.connection?.state).toBe("open");
  });

  it("refuses what is sent while it has no connection", async () => {
    const { client, watch } = await waiting();
    expect(client.connection).toBeUndefined();
    expect(() => client.send("lost?")).toThrow(ConnectionClosedError);
    client.reconnectNow();
    expect(() => client.send("lost?")).toThrow(ConnectionClosedError);
    await watch.journal.has("connect", 2);
    expect(client.send("not lost")).toBe(true);
  });

  it("refuses connect() while it waits: it is connecting", async () => {
    const { client } = await waiting();
    expect(await rejection("connect()", client.connect())).toBeInstanceOf(TypeError);
  });

  it("ends its wait with disconnect(), at once and without an error", async () => {
    const { client, watch } = await waiting();
    expect(await within("disconnect()", client.disconnect())).toBeUndefined();
    await turns(5);
    expect(watch.journal.lines).toEqual(["connect", "ended", "reconnecting"]);
    expect(client.reconnectNow()).toBe(false);
  });

  it("ends with disconnect() from within the very event that says it will wait", async () => {
    const { handler, journal } = new Watch();
    const port = await hangUp();
    const client: TcpClient = world().client(
      { port, framing, reconnect: SOON },
      {
        ...handler,
        onEvent: (event) => {
          if (event.type === "reconnecting") void client.disconnect();
          return handler.onEvent?.(event);
        },
      },
    );
    await client.connect();
    await journal.has("reconnecting");
    await turns(20);
    expect(journal.count("connect")).toBe(1);
    expect(journal.count("reconnecting")).toBe(1);
  });

  it("whose first attempts go on rejects with ConnectionClosedError on disconnect()", async () => {
    const { handler, journal } = new Watch();
    const reconnect = { ...NEVER, initial: true };
    const client = world().client({ port: await deadPort(), framing, reconnect }, handler);
    const connecting = rejection("connect()", client.connect());
    await journal.has("reconnecting");
    await client.disconnect();
    expect(await connecting).toBeInstanceOf(ConnectionClosedError);
  });

  it("whose first attempts go on rejects with its signal's reason", async () => {
    const { handler, journal } = new Watch();
    const controller = new AbortController();
    const reconnect = { ...NEVER, initial: true };
    const client = world().client({ port: await deadPort(), framing, reconnect }, handler);
    const connecting = rejection("connect()", client.connect({ signal: controller.signal }));
    await journal.has("reconnecting");
    const reason = new Error("no patience");
    controller.abort(reason);
    expect(await connecting).toBe(reason);
  });

  it("keeps its connection when its signal aborts, and dials no more after it", async () => {
    const { handler, journal } = new Watch();
    const peers: Peer[] = [];
    const port = await world().listen((peer) => peers.push(peer));
    const controller = new AbortController();
    const client = world().client({ port, framing, reconnect: SOON }, handler);
    const connection = await client.connect({ signal: controller.signal });
    controller.abort();
    expect(connection.state).toBe("open");
    await until("the peer", () => peers.length === 1);
    peers[0]?.socket.end();
    await within("the end", connection.closed);
    await turns(20);
    expect(journal.lines).toEqual(["connect", "ended"]);
    expect((await client.connect()).state).toBe("open");
  });

  it.each(["close", "abort"] as const)("stays away after %s() of this side", async (how) => {
    const port = await world().listen(
      (peer) => void peer.socket.on("end", () => peer.socket.end()),
    );
    const { handler, journal } = new Watch();
    const client = world().client({ port, framing, reconnect: SOON }, handler);
    const connection = await client.connect();
    connection[how]();
    await within("the end", connection.closed);
    await turns(20);
    expect(journal.count("reconnecting")).toBe(0);
    expect((await client.connect()).state).toBe("open");
  });

  it("dials again after bytes that were no frames", async () => {
    const watch = new Watch();
    const port = await world().listen((peer) => {
      if (watch.waits.length > 0) peer.write(framed("well-behaved"));
      else peer.socket.end("\xff\xff\xff\xff", "latin1");
    });
    await world().client({ port, framing, reconnect: SOON }, watch.handler).connect();
    await watch.journal.has("well-behaved");
    expect(watch.waits[0]?.error).toBeInstanceOf(ProtocolError);
  });

  it("may connect by itself in onDisconnect instead", async () => {
    const port = await hangUp();
    let rounds = 0;
    const watch = new Watch();
    const client: TcpClient = world().client(
      { port, framing, reconnect: SOON },
      {
        ...watch.handler,
        onDisconnect: () => {
          if (++rounds < 5) void client.connect();
          else void client.disconnect();
        },
      },
    );
    await client.connect();
    await until("the last round", () => rounds === 5);
    await turns(20);
    expect(watch.waits).toEqual([]);
    expect(client.stats().accepted).toBe(5);
  });

  it("may disconnect in onConnect", async () => {
    const port = await world().listen(
      (peer) => void peer.socket.on("end", () => peer.socket.end()),
    );
    const { handler, journal } = new Watch();
    const client: TcpClient = world().client(
      { port, framing, reconnect: SOON },
      { ...handler, onConnect: () => void client.disconnect() },
    );
    const connection = await client.connect();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
    await turns(20);
    expect(journal.lines).toEqual(["closed"]);
  });
});

describe("a wrong reconnect option says what was expected and what was given:", () => {
  it.each([
    ["always", 'TypeError: "reconnect" expected true, false or an object, got "always"'],
    [null, 'TypeError: "reconnect" expected true, false or an object, got null'],
    [
      { firstMs: 0 },
      'RangeError: "reconnect.firstMs" expected an integer from 1 to 2147483647, got 0',
    ],
    [
      { firstMs: 50, maxMs: 49 },
      'RangeError: "reconnect.maxMs" expected an integer from 50 to 2147483647, got 49',
    ],
    [{ factor: 0.5 }, 'RangeError: "reconnect.factor" expected a number from 1 to 100, got 0.5'],
    [{ factor: "2" }, 'TypeError: "reconnect.factor" expected a number from 1 to 100, got "2"'],
    [
      { attempts: 0 },
      'RangeError: "reconnect.attempts" expected an integer from 1 to 2147483647, got 0',
    ],
    [{ jitter: 1 }, 'TypeError: "reconnect.jitter" expected true or false, got 1'],
    [{ initial: "yes" }, 'TypeError: "reconnect.initial" expected true or false, got "yes"'],
  ])("%o", (reconnect, message) => {
    let thrown: unknown;
    try {
      new TcpClient({ port: 9, framing, reconnect: reconnect as ReconnectOptions }, {});
    } catch (error) {
      thrown = error;
    }
    expect(String(thrown)).toBe(message);
  });
});
