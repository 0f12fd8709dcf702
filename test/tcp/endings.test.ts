import { describe, expect, it } from "vitest";
import { ConnectionClosedError, lengthPrefixed } from "../../src/index.js";
import { Journal, deferred, turns, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { type Peer, READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
const MIB = 2 ** 20;

describe.each(READ_PATHS)("abort() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("gives the peer ECONNRESET", async () => {
    const { connection, peer } = await world().pair({ framing }, {});
    connection.abort();
    expect(await within("the reset", peer.closed)).toBe("ECONNRESET");
    expect(await within("the end", connection.closed)).toEqual({ code: "aborted" });
    expect(() => connection.send("late")).toThrow(ConnectionClosedError);
  });

  it("drops what the peer has not read, and no frame follows", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (own, frame) => {
          journal.note(frame.text());
          own.send(Buffer.alloc(24 * MIB));
          own.abort();
        },
        onError: () => journal.note("error"),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
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
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (own) => {
          for (let i = 0; i < 16; ++i) own.send(answer);
        },
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
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
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (own, frame) => void own.send(frame),
      },
    );
    const wire = Buffer.concat(Array.from({ length: 1_000 }, (_, i) => framed(`${i}`)));
    peer.socket.end(wire);
    expect((await peer.rest()).equals(wire)).toBe(true);
    expect(await within("the end", connection.closed)).toEqual({ code: "ended" });
  });

  it.skipIf(!can.writeBeforeFirstPoll)("hard behind a greeting loses nothing of it", async () => {
    const { connection, peer } = await world().pair({ framing }, {});
    connection.send("hello");
    peer.socket.end();
    expect((await peer.rest()).equals(framed("hello"))).toBe(true);
    expect(await within("the end", connection.closed)).toEqual({ code: "ended" });
  });

  it("answers too late for an asynchronous handler: send() throws", async () => {
    const { connection, peer } = await world().pair({ framing }, {});
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
