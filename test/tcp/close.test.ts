import { describe, expect, it } from "vitest";
import {
  type Connection,
  ConnectionClosedError,
  type Handler,
  lengthPrefixed,
} from "../../src/index.js";
import { Journal, deferred, turns, until, within } from "../support/events.js";
import {
  type Peer,
  READ_PATHS,
  type World,
  framed,
  pattern,
  useWorld,
} from "../support/sockets.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
const MIB = 2 ** 20;

interface Pair {
  readonly connection: Connection;
  readonly peer: Peer;
}

/** An accepted connection and the raw peer at its other end. */
async function pair(world: World, handler: Handler, options = {}): Promise<Pair> {
  const accepted = deferred<Connection>();
  const onConnect = (connection: Connection): void => accepted.resolve(connection);
  const { port } = await world.serve({ framing, ...options }, { onConnect, ...handler });
  const peer = await world.dial(port);
  return { connection: await within("the connection", accepted.promise), peer };
}

describe.each(READ_PATHS)("close() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("sends 1 MiB of answers, then FIN, while input waits that nobody will read", async () => {
    const journal = new Journal();
    const answer = pattern(64 * 1024);
    const { connection, peer } = await pair(world(), {
      onFrame: (own) => {
        journal.note("frame");
        for (let i = 0; i < 16; ++i) own.send(answer);
        own.close();
      },
      onDisconnect: (_, { code }) => journal.note(code),
    });
    peer.socket.pause();
    peer.write(framed("go"), framed("never delivered"), framed(pattern(8 * MIB)));
    await journal.has("frame");
    await turns(20);
    expect(connection.state).toBe("closing");
    const all = await peer.rest();
    const expected = Buffer.concat(Array.from({ length: 16 }, () => framed(answer)));
    expect(all.equals(expected)).toBe(true);
    peer.socket.end();
    await journal.has("closed");
    expect(journal.lines).toEqual(["frame", "closed"]);
  });

  it("delivers no further frame of the batch, and none that comes later", async () => {
    const journal = new Journal();
    const { connection, peer } = await pair(world(), {
      onFrame: (own, frame) => {
        journal.note(frame.text());
        if (frame.text() === "last") own.close();
      },
    });
    peer.write(framed("first"), framed("last"), framed("void"));
    await peer.rest();
    peer.write(framed("late"));
    peer.socket.end();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
    expect(journal.lines).toEqual(["first", "last"]);
    expect(connection.stats()).toMatchObject({ framesIn: 2, heldBytes: 0 });
  });

  it("outside of a handler lets a half-received frame go", async () => {
    const { connection, peer } = await pair(world(), {});
    peer.write(framed(pattern(200_000)).subarray(0, 100_000));
    await until("the half", () => connection.stats().heldBytes === 100_000);
    connection.close();
    await peer.rest();
    peer.write(pattern(200_000));
    peer.socket.end();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
  });

  it("twice is the same as once, and abort() hurries it", async () => {
    const { connection, peer } = await pair(world(), {}, { lingerMs: 60_000 });
    connection.close();
    connection.close();
    await peer.rest();
    expect(connection.state).toBe("closing");
    connection.abort();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
  });

  it("gives a peer that never sends FIN up after lingerMs", async () => {
    const { connection, peer } = await pair(world(), {}, { lingerMs: 20 });
    connection.send("farewell");
    connection.close();
    expect((await peer.rest()).toString()).toBe("\0\0\0\x08farewell");
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
    expect(peer.socket.writable).toBe(true);
  });

  it("outlasts lingerMs as long as its bytes move, however large the write", async () => {
    const bytes = 48 * MIB;
    const { connection, peer } = await pair(
      world(),
      {},
      { lingerMs: 50, maxOutboundBytes: "1 GiB" },
    );
    connection.send(Buffer.alloc(bytes));
    connection.send(Buffer.alloc(bytes));
    connection.close();
    await peer.rest();
    peer.socket.end();
    await within("the end", connection.closed);
    expect(peer.received).toBe(2 * (bytes + 4));
  });

  it("makes send(), writable() and switchTo() throw ConnectionClosedError", async () => {
    const { connection, peer } = await pair(world(), {});
    connection.close();
    expect(() => connection.send("late")).toThrow(ConnectionClosedError);
    expect(() => connection.switchTo(framing)).toThrow(ConnectionClosedError);
    await expect(connection.writable()).rejects.toThrow(ConnectionClosedError);
    peer.socket.end();
    await within("the end", connection.closed);
    expect(() => connection.send("later")).toThrow(ConnectionClosedError);
    expect(connection.bufferedBytes).toBe(0);
    expect((await peer.rest()).length).toBe(0);
  });

  it("in onConnect still sends what onConnect sent", async () => {
    const { port } = await world().serve(
      { framing },
      {
        onConnect: (connection) => {
          connection.send("we are closed");
          connection.close();
        },
      },
    );
    const peer = await world().dial(port);
    expect((await peer.rest()).toString()).toBe("\0\0\0\x0dwe are closed");
    peer.socket.end();
  });
});

describe.each(READ_PATHS)("abort() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("gives the peer ECONNRESET", async () => {
    const { connection, peer } = await pair(world(), {});
    connection.abort();
    expect(await within("the reset", peer.closed)).toBe("ECONNRESET");
    expect(await within("the end", connection.closed)).toEqual({ code: "aborted" });
    expect(() => connection.send("late")).toThrow(ConnectionClosedError);
  });

  it("drops what the peer has not read, and no frame follows", async () => {
    const journal = new Journal();
    const { connection, peer } = await pair(world(), {
      onFrame: (own, frame) => {
        journal.note(frame.text());
        own.send(Buffer.alloc(24 * MIB));
        own.abort();
      },
      onError: () => journal.note("error"),
      onDisconnect: (_, { code }) => journal.note(code),
    });
    peer.socket.pause();
    peer.write(framed("a"), framed("b"));
    await within("the end", connection.closed);
    peer.socket.resume();
    expect((await peer.rest()).length).toBeLessThan(24 * MIB);
    expect(journal.lines).toEqual(["a", "aborted"]);
  });
});

describe.each(READ_PATHS)("the peer's FIN over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("with a full outbox loses nothing of it", async () => {
    const journal = new Journal();
    const answer = pattern(MIB);
    const { connection, peer } = await pair(world(), {
      onFrame: (own) => {
        for (let i = 0; i < 16; ++i) own.send(answer);
      },
      onDisconnect: (_, { code }) => journal.note(code),
    });
    peer.socket.pause();
    peer.socket.end(framed("all, please"));
    await until("the FIN", () => connection.state === "closing" || connection.bufferedBytes > 0);
    await turns(20);
    const all = await peer.rest();
    const expected = Buffer.concat(Array.from({ length: 16 }, () => framed(answer)));
    expect(all.equals(expected)).toBe(true);
    await journal.has("ended");
    expect(connection.bufferedBytes).toBe(0);
  });

  it("behind 1,000 requests brings 1,000 answers and a FIN", async () => {
    const { connection, peer } = await pair(world(), {
      onFrame: (own, frame) => void own.send(frame),
    });
    const wire = Buffer.concat(Array.from({ length: 1_000 }, (_, i) => framed(`${i}`)));
    peer.socket.end(wire);
    expect((await peer.rest()).equals(wire)).toBe(true);
    expect(await within("the end", connection.closed)).toEqual({ code: "ended" });
  });

  it("answers too late for an asynchronous handler: send() throws", async () => {
    const { connection, peer } = await pair(world(), {});
    peer.socket.end();
    await peer.rest();
    expect(() => connection.send("late")).toThrow(ConnectionClosedError);
  });

  it("that never follows ours leaves a dialed connection half-open until disconnect()", async () => {
    const accepted = deferred<Peer>();
    const port = await world().listen(accepted.resolve);
    const client = world().client({ port, framing, lingerMs: 20 }, {});
    const connection = await client.connect();
    const peer = await within("the peer", accepted.promise);
    const gone = client.disconnect();
    expect((await peer.rest()).length).toBe(0);
    expect(await within("disconnect()", gone)).toEqual({ code: "closed" });
    expect(connection.state).toBe("closed");
  });
});
