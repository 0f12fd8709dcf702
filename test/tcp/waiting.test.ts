import { describe, expect, it } from "vitest";
import {
  type Connection,
  ConnectionClosedError,
  type Handler,
  lengthPrefixed,
} from "../../src/index.js";
import { deferred, rejection, turns, until, within } from "../support/events.js";
import { type Peer, READ_PATHS, type World, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
const FLOOD = 24 * 2 ** 20;

/** An accepted connection with more to send than the kernel takes, and the peer that does not read. */
async function blocked(world: World, handler: Handler = {}): Promise<[Connection, Peer]> {
  const accepted = deferred<Connection>();
  const onConnect = (connection: Connection): void => accepted.resolve(connection);
  const { port } = await world.serve({ framing }, { onConnect, ...handler });
  const peer = await world.dial(port);
  peer.socket.pause();
  const connection = await within("the connection", accepted.promise);
  expect(connection.send(Buffer.alloc(FLOOD))).toBe(false);
  return [connection, peer];
}

/** Notes when a promise is fulfilled. */
function watch(promise: Promise<void>): { isDone: boolean } {
  const seen = { isDone: false };
  void promise.then(() => (seen.isDone = true));
  return seen;
}

describe.each(READ_PATHS)("writable() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("resolves at once while send() answers true", async () => {
    const port = await world().listen(() => undefined);
    const connection = await world().client({ port, framing }, {}).connect();
    expect(connection.send("small")).toBe(true);
    await within("writable()", connection.writable());
  });

  it("waits for the peer to read, and wakes all who wait", async () => {
    const [connection, peer] = await blocked(world());
    const seen = [watch(connection.writable()), watch(connection.writable())];
    await turns(50);
    expect(seen).toEqual([{ isDone: false }, { isDone: false }]);
    peer.socket.resume();
    await until("both", () => seen.every(({ isDone }) => isDone));
    expect(connection.send("more")).toBe(true);
    await peer.receive(FLOOD + 4 + 8);
  });

  it("gives up when its signal aborts, with the signal's reason; others wait on", async () => {
    const [connection, peer] = await blocked(world());
    const controller = new AbortController();
    const reason = new Error("no patience");
    const given = rejection("writable()", connection.writable({ signal: controller.signal }));
    const kept = watch(connection.writable());
    controller.abort(reason);
    expect(await given).toBe(reason);
    const late = connection.writable({ signal: controller.signal });
    expect(await rejection("an aborted signal", late)).toBe(reason);
    expect(kept.isDone).toBe(false);
    peer.socket.resume();
    await until("the other", () => kept.isDone);
  });

  it("rejects when the connection goes, and after it has gone", async () => {
    const [connection] = await blocked(world());
    const waiting = rejection("writable()", connection.writable());
    connection.abort();
    expect(await waiting).toBeInstanceOf(ConnectionClosedError);
    const late = rejection("a late writable()", connection.writable());
    expect(await late).toBeInstanceOf(ConnectionClosedError);
  });
});

describe.each(READ_PATHS)("flush() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("hands over at once what would wait for the end of the tick", async () => {
    const accepted = deferred<Peer>();
    const port = await world().listen(accepted.resolve);
    const connection = await world().client({ port, framing }, {}).connect();
    connection.send("now");
    expect(connection.bufferedBytes).toBe(7);
    const flushed = connection.flush();
    expect(connection.bufferedBytes).toBe(0);
    await within("flush()", flushed);
    const peer = await within("the peer", accepted.promise);
    expect((await peer.receive(7)).toString()).toBe("\0\0\0\x03now");
  });

  it("resolves when the kernel has taken all", async () => {
    const [connection, peer] = await blocked(world());
    const seen = watch(connection.flush());
    await turns(50);
    expect(seen.isDone).toBe(false);
    peer.socket.resume();
    await until("flush()", () => seen.isDone);
    expect(connection.bufferedBytes).toBe(0);
    await peer.receive(FLOOD + 4);
  });

  it("rejects when the connection is aborted with bytes unsent", async () => {
    const [connection] = await blocked(world());
    const waiting = rejection("flush()", connection.flush());
    connection.abort();
    expect(await waiting).toBeInstanceOf(ConnectionClosedError);
  });
});
