import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import {
  ConnectionClosedError,
  type Handler,
  NetworkError,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, deferred, rejection, turns, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { type Peer, READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);

function scribe(journal: Journal): Handler {
  return {
    onConnect: () => journal.note("connect"),
    onFrame: (_, frame) => journal.note(frame.text()),
    onError: (_, error) => journal.note(`error ${String(error)}`),
    onDisconnect: (_, { code }) => journal.note(code),
    onEvent: ({ type }) => journal.note(type),
  };
}

/** A port of loopback where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

// A listener whose thread sleeps accepts nobody: once the kernel's queue of two is full, further
// attempts get no answer at all, as from a host that is gone.
const MUTE_LISTENER = `
  const { createServer } = require("node:net");
  const { parentPort } = require("node:worker_threads");
  const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

describe.each(READ_PATHS)("connect() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  async function mutePort(): Promise<{ port: number; worker: Worker }> {
    const worker = new Worker(MUTE_LISTENER, { eval: true });
    const [port] = (await within("the port", once(worker, "message"))) as [number];
    await world().dial(port);
    await world().dial(port);
    return { port, worker };
  }

  it("that is refused rejects with ECONNREFUSED; the handler hears nothing", async () => {
    const journal = new Journal();
    const client = world().client({ port: await deadPort(), framing }, scribe(journal));
    const error = await rejection("connect()", client.connect());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ code: "ECONNREFUSED", cause: { code: "ECONNREFUSED" } });
    await turns(5);
    expect(journal.lines).toEqual([]);
    expect(client.connection).toBeUndefined();
    expect(world().loop.stats().connections).toBe(0);
  });

  it("that was refused may be tried again", async () => {
    const port = await deadPort();
    const client = world().client({ port, framing }, {});
    await rejection("connect()", client.connect());
    await world().serve({ port, framing }, {});
    expect((await client.connect()).state).toBe("open");
  });

  it("to a name that does not exist rejects with the resolver's code", async () => {
    const client = world().client({ port: 9, host: "nowhere.invalid", framing }, {});
    const error = await rejection("connect()", client.connect());
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({
      code: expect.stringMatching(/^E(NOTFOUND|AI_AGAIN)$/) as string,
    });
  });

  it.skipIf(!can.limitBacklog)(
    "that gets no answer is given up after connectTimeoutMs",
    async () => {
      const { port, worker } = await mutePort();
      const journal = new Journal();
      const client = world().client({ port, framing, connectTimeoutMs: 50 }, scribe(journal));
      const error = await rejection("connect()", client.connect());
      expect(error).toBeInstanceOf(NetworkError);
      expect(error).toMatchObject({ code: "ETIMEDOUT" });
      expect(journal.lines).toEqual([]);
      await worker.terminate();
    },
  );

  it.skipIf(!can.limitBacklog)(
    "is given up when its signal aborts, with the signal's reason",
    async () => {
      const { port, worker } = await mutePort();
      const journal = new Journal();
      const client = world().client({ port, framing }, scribe(journal));
      const controller = new AbortController();
      const waiting = rejection("connect()", client.connect({ signal: controller.signal }));
      await turns(5);
      const reason = new Error("no patience");
      controller.abort(reason);
      expect(await waiting).toBe(reason);
      const late = client.connect({ signal: controller.signal });
      expect(await rejection("a late connect()", late)).toBe(reason);
      await turns(5);
      expect(journal.lines).toEqual([]);
      await worker.terminate();
    },
  );

  it("is given up by disconnect()", async () => {
    const port = await world().listen(() => undefined);
    const client = world().client({ port, framing }, {});
    const waiting = rejection("connect()", client.connect());
    expect(await client.disconnect()).toBeUndefined();
    expect(await waiting).toBeInstanceOf(ConnectionClosedError);
  });

  it("does not care for its signal once it is there", async () => {
    const port = await world().listen(() => undefined);
    const controller = new AbortController();
    const client = world().client({ port, framing }, {});
    const connection = await client.connect({ signal: controller.signal });
    controller.abort();
    await turns(5);
    expect(connection.state).toBe("open");
  });

  it("is a TypeError while there is a connection or an attempt", async () => {
    const port = await world().listen(
      (peer) => void peer.socket.on("end", () => peer.socket.end()),
    );
    const client = world().client({ port, framing }, {});
    const first = client.connect();
    expect(await rejection("a second", client.connect())).toBeInstanceOf(TypeError);
    await first;
    expect(await rejection("a third", client.connect())).toBeInstanceOf(TypeError);
    expect(await within("disconnect()", client.disconnect())).toEqual({ code: "closed" });
    expect((await client.connect()).state).toBe("open");
  });

  it("gives a connection like an accepted one", async () => {
    const accepted = deferred<Peer>();
    const port = await world().listen(accepted.resolve);
    const journal = new Journal();
    const client = world().client({ port, framing, createSession: () => "mine" }, scribe(journal));
    const connection = await client.connect();
    const peer = await within("the peer", accepted.promise);
    expect(connection.session).toBe("mine");
    expect(connection.remoteAddress).toMatchObject({ address: "127.0.0.1", port });
    expect(connection.localAddress).toMatchObject({ port: peer.socket.remotePort });
    expect(client.send("from the client")).toBe(true);
    expect((await peer.receive(19)).toString()).toBe("\0\0\0\x0ffrom the client");
    peer.write(framed("to the client"));
    await journal.has("to the client");
    expect(connection.context.connectionCount).toBe(1);
    const totals = { accepted: 1, framesIn: 1, framesOut: 1, bytesIn: 17, bytesOut: 19 };
    expect(client.stats()).toMatchObject(totals);
    peer.socket.end();
    await within("the end", connection.closed);
    expect(client.stats()).toMatchObject({ ...totals, connections: 0 });
  });

  it("before and after, send() throws ConnectionClosedError", async () => {
    const port = await world().listen(
      (peer) => void peer.socket.on("end", () => peer.socket.end()),
    );
    const client = world().client({ port, framing }, {});
    expect(() => client.send("early")).toThrow(ConnectionClosedError);
    const attempt = client.connect();
    expect(() => client.send("still early")).toThrow(ConnectionClosedError);
    await attempt;
    expect(client.send("in time")).toBe(true);
    await within("disconnect()", client.disconnect());
    expect(() => client.send("late")).toThrow(ConnectionClosedError);
  });

  it("hears the peer's reset once", async () => {
    const accepted = deferred<Peer>();
    const port = await world().listen(accepted.resolve);
    const journal = new Journal();
    const client = world().client({ port, framing }, scribe(journal));
    await client.connect();
    (await accepted.promise).socket.resetAndDestroy();
    await until("the end", () => journal.count("connectionClosed") === 1);
    expect(journal.lines).toEqual([
      "connectionEstablished",
      "connect",
      "error NetworkError: read ECONNRESET",
      "network-error",
      "connectionClosed",
    ]);
  });
});
