import { describe, expect, it } from "vitest";
import { ConnectionClosedError, lengthPrefixed } from "../../src/index.js";
import { Journal, turns, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
const MIB = 2 ** 20;

describe.each(READ_PATHS)("close() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("sends 1 MiB of answers, then FIN, while input waits that nobody will read", async () => {
    const journal = new Journal();
    const answer = pattern(64 * 1024);
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (own) => {
          journal.note("frame");
          for (let i = 0; i < 16; ++i) own.send(answer);
          own.close();
        },
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
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
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (own, frame) => {
          journal.note(frame.text());
          if (frame.text() === "last") own.close();
        },
      },
    );
    peer.write(framed("first"), framed("last"), framed("void"));
    await peer.rest();
    peer.write(framed("late"));
    peer.socket.end();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
    expect(journal.lines).toEqual(["first", "last"]);
    expect(connection.stats()).toMatchObject({ framesIn: 2, heldBytes: 0 });
  });

  it("outside of a handler lets a half-received frame go", async () => {
    const { connection, peer } = await world().pair({ framing }, {});
    peer.write(framed(pattern(200_000)).subarray(0, 100_000));
    await until("the half", () => connection.stats().heldBytes === 100_000);
    connection.close();
    await peer.rest();
    peer.write(pattern(200_000));
    peer.socket.end();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
  });

  it("twice is the same as once, and abort() hurries it", async () => {
    const { connection, peer } = await world().pair({ framing, lingerMs: 60_000 }, {});
    connection.close();
    connection.close();
    await peer.rest();
    expect(connection.state).toBe("closing");
    connection.abort();
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
  });

  it("gives a peer that never sends FIN up after lingerMs", async () => {
    const { connection, peer } = await world().pair({ framing, lingerMs: 20 }, {});
    connection.send("farewell");
    connection.close();
    expect((await peer.rest()).toString()).toBe("\0\0\0\x08farewell");
    expect(await within("the end", connection.closed)).toEqual({ code: "closed" });
    expect(peer.socket.writable).toBe(true);
  });

  it.skipIf(!can.seeWriteProgress).each([
    ["one write of 60 MiB", 1, 60 * MIB],
    ["60 writes of 1 MiB", 60, MIB],
  ])("outlasts lingerMs as long as its bytes move: %s", async (_, count, bytes) => {
    const { connection, peer } = await world().pair({ framing, lingerMs: 400 }, {});
    // A slow peer: 8 MiB every 100 ms, so that the kernel always takes some of what waits.
    let allowance = 0;
    const pace = setInterval(() => {
      allowance = peer.received + 8 * MIB;
      peer.socket.resume();
    }, 100);
    peer.socket.on("data", () => {
      if (peer.received >= allowance) peer.socket.pause();
    });
    const payload = Buffer.alloc(bytes);
    for (let i = 0; i < count; ++i) connection.send(payload);
    connection.close();
    await until("the FIN", () => peer.hasEnded);
    clearInterval(pace);
    peer.socket.end();
    await within("the end", connection.closed);
    expect(peer.received).toBe(count * (bytes + 4));
  });

  it("makes send(), writable() and switchTo() throw ConnectionClosedError", async () => {
    const { connection, peer } = await world().pair({ framing }, {});
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
