import { describe, expect, it } from "vitest";
import { ConnectionClosedError, type Handler, lengthPrefixed, lines } from "../../src/index.js";
import { Journal, turns, until, within } from "../support/events.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);

/** Notes what a connection goes through. */
function noting(journal: Journal): Handler {
  return {
    onFrame: (_, frame) => journal.note(frame.text()),
    onEnd: () => journal.note("end"),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

describe.each(READ_PATHS)("allowHalfOpen over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("answers a peer that has sent its FIN, however long that takes", async () => {
    const journal = new Journal();
    const handler = noting(journal);
    const { connection, peer } = await world().pair({ framing, allowHalfOpen: true }, handler);
    peer.write(framed("question"));
    peer.socket.end();
    await journal.has("end");
    await turns(20);
    expect(connection.state).toBe("open");
    expect(connection.send("answer")).toBe(true);
    await connection.flush();
    expect(await peer.receive(10)).toEqual(framed("answer"));
    connection.close();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
    expect(journal.lines).toEqual(["question", "end", "closed"]);
  });

  it("tells of the FIN behind frames that wait, and once", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing: lines(), allowHalfOpen: true },
      {
        ...noting(journal),
        onFrame: (own, line) => {
          journal.note(line.text());
          own.pause();
        },
      },
    );
    peer.write("one\ntwo\n");
    peer.socket.end();
    await journal.has("one");
    await turns(20);
    expect(journal.lines).toEqual(["one"]);
    connection.resume();
    await journal.has("two");
    connection.resume();
    await journal.has("end");
    connection.pause();
    connection.resume();
    await turns(20);
    connection.end();
    await journal.has("closed");
    expect(journal.lines).toEqual(["one", "two", "end", "closed"]);
  });

  it("is no excuse for a frame that has not ended", async () => {
    const journal = new Journal();
    const { peer } = await world().pair({ framing, allowHalfOpen: true }, noting(journal));
    peer.write(framed("whole"), "\0\0\0\x05ab");
    peer.socket.end();
    await journal.has("protocol-error");
    expect(journal.lines).toEqual(["whole", "protocol-error"]);
  });

  it("does not blame a peer for what is not to come, but for what it does not read", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing, allowHalfOpen: true, timeouts: { readIdleMs: 40, idleMs: 400 } },
      noting(journal),
    );
    peer.socket.end();
    await journal.has("end");
    const reason = await within("the end", connection.closed);
    expect(String(reason.error)).toContain("idleMs is 400");
  });

  it("ends with the loop, which waits for nobody's answer", async () => {
    const journal = new Journal();
    const { peer } = await world().pair({ framing, allowHalfOpen: true }, noting(journal));
    peer.socket.end();
    await journal.has("end");
    await within("the loop", world().loop.stop());
    expect(journal.lines).toEqual(["end", "closed"]);
  });
});

describe.each(READ_PATHS)("end() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("sends what is buffered and FIN, and still delivers what the peer sends", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair({ framing }, noting(journal));
    connection.send("last");
    connection.end();
    expect(await peer.rest()).toEqual(framed("last"));
    expect(connection.state).toBe("open");
    expect(() => connection.send("more")).toThrow(ConnectionClosedError);
    await expect(connection.writable()).rejects.toThrow(ConnectionClosedError);
    expect(connection.context.sendTo(connection.id, "more")).toBe("gone");
    expect(connection.context.broadcast("more")).toBe(0);
    connection.end();
    peer.write(framed("one"), framed("two"));
    await journal.has("two");
    peer.socket.end();
    await journal.has("closed");
    expect(journal.lines).toEqual(["one", "two", "closed"]);
    expect(() => connection.end()).toThrow(ConnectionClosedError);
  });

  it("lets a client ask and read to the end of the answer", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing: lines(), allowHalfOpen: true },
      {
        onFrame: (own, line) => void own.send(`${line.text()} too`),
        onEnd: (own) => own.close(),
      },
    );
    const dialed = world().client({ port, framing: lines() }, noting(journal));
    const client = await within("a connection", dialed.connect());
    client.send("one");
    client.send("two");
    client.end();
    await journal.has("closed");
    expect(journal.lines).toEqual(["one too", "two too", "closed"]);
  });

  it("is cut short by abort()", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair({ framing }, noting(journal));
    connection.end();
    await peer.rest();
    connection.abort();
    await until("the end", () => connection.state === "closed");
    // Who has read to the end hears of a reset when it writes.
    peer.write("more");
    expect(["ECONNRESET", "EPIPE"]).toContain(await within("the reset", peer.closed));
    expect(journal.lines).toEqual(["aborted"]);
  });
});
