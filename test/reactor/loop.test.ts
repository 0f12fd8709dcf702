import { MessageChannel, Worker } from "node:worker_threads";
import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { ConnectionClosedError, type EventLoop, lengthPrefixed } from "../../src/index.js";
import { Journal, deferred, rejection, turns, until, within } from "../support/events.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);

/** Whether a promise has settled by now. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  await turns(3);
  return isSettled;
}

describe.each(READ_PATHS)("a running loop over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("ends when a handler stops it, with all that is on it gone", async () => {
    const loop = world().useLoop({ arena: "10 MiB" });
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing },
      {
        onFrame: (connection, frame) => {
          connection.send(frame);
          if (frame.text() === "stop") void loop.stop();
        },
        onDisconnect: (_, { code }) => journal.note(`server ${code}`),
      },
    );
    const client = world().client(
      { framing, port, reconnect: { firstMs: 1 } },
      {
        onFrame: (_, frame) => journal.note(frame.text()),
        onDisconnect: (_, { code }) => journal.note(`client is ${code}`),
        onEvent: ({ type }) => journal.note(`client ${type}`),
      },
    );
    await client.connect();
    const running = loop.run();
    client.send("go on");
    await journal.has("go on");
    expect(await hasSettled(running)).toBe(false);
    client.send("stop");
    await within("run()", running);
    expect(server.connectionCount).toBe(0);
    expect(loop.stats()).toMatchObject({ connections: 0, pool: { bytesOut: 0 } });
    await turns(20);
    expect(journal.count("server")).toBe(1);
    expect(journal.count("client is")).toBe(1);
    expect(journal.count("client reconnecting")).toBe(0);
    const socket = await rejection("a late peer", world().dial(port));
    expect(socket).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("ends when a timer stops it", async () => {
    const { loop } = world();
    const running = loop.run();
    loop.setInterval(1, () => void loop.stop());
    await within("run()", running);
    expect(loop.stats().timers).toBe(0);
  });

  it("ends when another thread says so through a port", async () => {
    const { loop } = world();
    const { port } = await world().serve({ framing }, {});
    const peer = await world().dial(port);
    const { port1, port2 } = new MessageChannel();
    const [on, off] = [vi.spyOn(port1, "on"), vi.spyOn(port1, "off")];
    loop.attach(port1);
    loop.attach(port1);
    const running = loop.run();
    const source = `
      const { workerData } = require("node:worker_threads");
      workerData.postMessage({ not: "a command" });
      workerData.postMessage("stop");`;
    const worker = new Worker(source, { eval: true, workerData: port2, transferList: [port2] });
    await peer.rest();
    peer.socket.end();
    await within("run()", running);
    expect(on).toHaveBeenCalledOnce();
    expect(off.mock.calls).toEqual(on.mock.calls);
    await worker.terminate();
  });

  it("waits for a peer's FIN, but no longer than the grace", async () => {
    const { loop } = world();
    const { port } = await world().serve({ framing }, {});
    const [polite, rude] = [await world().dial(port), await world().dial(port)];
    await until("both", () => loop.stats().connections === 2);
    const running = loop.run();
    const stopping = loop.stop({ graceMs: 50 });
    await polite.rest();
    polite.socket.end();
    await within("stop()", stopping);
    await within("run()", running);
    expect(await within("the polite end", polite.closed)).toBeUndefined();
    expect(rude.socket.writable).toBe(true);
  });

  it("gives up an attempt to connect, and a wait to reconnect", async () => {
    const { loop } = world();
    const peers: { end(): void }[] = [];
    const port = await world().listen(({ socket }) => peers.push(socket));
    const waits = deferred();
    const reconnect = { firstMs: 2 ** 31 - 1, jitter: false };
    const waiting = world().client(
      { framing, port, reconnect },
      {
        onEvent: ({ type }) => {
          if (type === "reconnecting") waits.resolve();
        },
      },
    );
    await waiting.connect();
    await until("the peer", () => peers.length === 1);
    peers[0]?.end();
    await within("the wait", waits.promise);
    const dialing = rejection("connect()", world().client({ framing, port }, {}).connect());
    await within("stop()", loop.stop());
    expect(await dialing).toBeInstanceOf(ConnectionClosedError);
    expect(waiting.reconnectNow()).toBe(false);
  });

  it("lets nobody in while it stops, and everybody again after it", async () => {
    const { loop } = world();
    const attempts: Promise<unknown>[] = [];
    const { port } = await world().serve(
      { framing },
      {
        onDisconnect: () => {
          const late = world().client({ framing, port }, {});
          attempts.push(rejection("connect()", late.connect()));
          attempts.push(rejection("start()", world().server({ framing }, {}).start()));
          loop.setInterval(1, () => undefined);
        },
      },
    );
    const peer = await world().dial(port);
    await until("the connection", () => loop.stats().connections === 1);
    const stopping = loop.stop();
    await peer.rest();
    peer.socket.end();
    await within("stop()", stopping);
    const errors = await Promise.all(attempts);
    expect(errors).toHaveLength(2);
    for (const error of errors) {
      expect(error).toBeInstanceOf(ConnectionClosedError);
      expect(error).toMatchObject({ message: "the loop is stopping" });
    }
    expect(loop.stats().timers).toBe(0);
    const again = await world().serve({ framing }, { onFrame: (c, frame) => void c.send(frame) });
    const other = await world().dial(again.port);
    other.write(framed("still here"));
    expect(await other.receive(14)).toEqual(framed("still here"));
  });

  it("is one run however often run() is called, and one stop", async () => {
    const { loop } = world();
    expect(loop.run()).toBe(loop.run());
    expect(loop.stop()).toBe(loop.stop({ graceMs: 0 }));
    await within("run()", loop.run());
  });

  it("may be stopped without having run, and run again after each stop", async () => {
    const { loop } = world();
    await within("a first stop()", loop.stop());
    const first = loop.run();
    expect(await hasSettled(first)).toBe(false);
    await within("a second stop()", loop.stop());
    await within("the first run()", first);
    const second = loop.run();
    expect(await hasSettled(second)).toBe(false);
    await within("a third stop()", loop.stop());
    await within("the second run()", second);
  });

  it("that is run while it stops ends with that stop", async () => {
    const { loop } = world();
    const stopping = loop.stop();
    await within("run()", loop.run());
    await within("stop()", stopping);
  });

  it("takes ports only", () => {
    const port = new PassThrough() as unknown as Parameters<EventLoop["attach"]>[0];
    expect(() => world().loop.attach(port)).toThrow(
      '"port" expected a MessagePort, got PassThrough',
    );
    expect(() => world().loop.stop({ graceMs: -1 })).toThrow(RangeError);
  });
});
