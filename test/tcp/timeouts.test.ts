import { describe, expect, it } from "vitest";
import { type Handler, lengthPrefixed, lines } from "../../src/index.js";
import type { TcpServerOptions, Timeouts } from "../../src/index.js";
import { Patience, type Progress, timeoutsOf } from "../../src/engine/patience.js";
import { Journal, until } from "../support/events.js";
import { type Peer, READ_PATHS, useWorld } from "../support/sockets.js";

/** Notes frames and how it ended: the limit that was exceeded, if one was. */
function noting(journal: Journal): Handler {
  return {
    onFrame: (_, frame) => journal.note(frame.text("latin1")),
    onDisconnect: (_, { code, error }) => {
      const limit = /: (\w+Ms) is/.exec(String(error))?.[1] ?? "";
      journal.note(`${code} ${limit}`.trim());
    },
  };
}

describe.each(READ_PATHS)("a connection over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  async function pair(
    timeouts: Partial<Timeouts>,
    options: Partial<TcpServerOptions> = {},
  ): Promise<{ journal: Journal; peer: Peer }> {
    const journal = new Journal();
    const whole = { framing: lengthPrefixed(1), lingerMs: 50, ...options, timeouts };
    const { peer } = await world().pair(whole as TcpServerOptions, noting(journal));
    return { journal, peer };
  }

  it("that says nothing is closed", async () => {
    const { journal, peer } = await pair({ idleMs: 40 });
    peer.socket.resume();
    await journal.has("timeout idleMs");
  });

  it("that is never read from is closed", async () => {
    const { journal, peer } = await pair({ readIdleMs: 40 });
    peer.write("\x01a");
    await journal.has("timeout readIdleMs");
    expect(journal.lines).toEqual(["a", "timeout readIdleMs"]);
  });

  it("that sends a frame byte by byte is closed, however often a byte comes", async () => {
    const { journal, peer } = await pair({ frameMs: 120, readIdleMs: 60_000 });
    peer.write("\x01a\xff");
    const timer = setInterval(() => peer.socket.writable && peer.write("x"), 10);
    await journal.has("timeout frameMs");
    clearInterval(timer);
    expect(journal.lines[0]).toBe("a");
  });

  it("that sends whole frames now and then is not", async () => {
    const { journal, peer } = await pair({ frameMs: 1_000, firstFrameMs: 1_000 });
    // The last byte of a write begins the next frame: there always is one that has not ended.
    peer.write("\x01");
    let sent = 0;
    const timer = setInterval(() => sent++ < 30 && peer.write("a\x01"), 50);
    await journal.has("a", 30);
    clearInterval(timer);
    peer.write("b");
    peer.socket.end();
    await journal.has("ended");
  });

  it("is not to blame if this process had no time for it", async () => {
    const { journal, peer } = await pair({ idleMs: 100, readIdleMs: 100, frameMs: 100 });
    peer.write("\x02a");
    await until("the first byte", () => peer.socket.bytesWritten === 2);
    const start = performance.now();
    peer.write("b\x01c");
    while (performance.now() - start < 400);
    await journal.has("c");
    expect(journal.lines).toEqual(["ab", "c"]);
  });

  it("whose first frame does not come is closed", async () => {
    const { journal, peer } = await pair({ firstFrameMs: 60 });
    peer.socket.resume();
    const timer = setInterval(() => peer.socket.writable && peer.write(""), 10);
    await journal.has("timeout firstFrameMs");
    clearInterval(timer);
  });

  it("has a lifetime, busy as it may be", async () => {
    const { journal, peer } = await pair({ lifetimeMs: 100 });
    peer.socket.resume();
    const timer = setInterval(() => peer.socket.writable && peer.write("\x01a"), 5);
    await journal.has("timeout lifetimeMs");
    clearInterval(timer);
  });

  it("whose peer never reads is closed, and its memory comes home", async () => {
    const journal = new Journal();
    const handler: Handler = {
      ...noting(journal),
      onConnect: (connection) => {
        const block = new Uint8Array(65_536);
        while (connection.bufferedBytes < 8_000_000) connection.send(block);
      },
    };
    const options = { framing: lengthPrefixed(4), lingerMs: 20, timeouts: { writeIdleMs: 60 } };
    const { peer } = await world().pair(options, handler);
    peer.socket.pause();
    await journal.has("timeout writeIdleMs");
  });

  it("that we do not read from is not to blame", async () => {
    const journal = new Journal();
    const handler: Handler = {
      ...noting(journal),
      onFrame: (connection, frame) => {
        journal.note(frame.text());
        connection.pause();
        connection.setTimeout(900, "on");
      },
      onTimeout: (connection) => connection.resume(),
    };
    const options = { framing: lines(), timeouts: { readIdleMs: 400, frameMs: 400 } };
    const { peer } = await world().pair(options, handler);
    peer.write("one\ntwo\n");
    await journal.has("two");
    expect(journal.lines).toEqual(["one", "two"]);
  });
});

describe("timers of a connection", () => {
  const world = useWorld(true);

  it("bring back their tokens, each once, in order of time", async () => {
    const journal = new Journal();
    const { connection } = await world().pair(
      { framing: lines() },
      { onTimeout: (_, token) => journal.note(String(token)) },
    );
    connection.setTimeout(60, "late");
    connection.setTimeout(20, "early");
    connection.setTimeout(30_000, "never");
    connection.setTimeout(1, "replaced");
    connection.setTimeout(40, "replaced");
    expect(connection.clearTimeout("never")).toBe(true);
    expect(connection.clearTimeout("never")).toBe(false);
    await journal.has("late");
    expect(journal.lines).toEqual(["early", "replaced", "late"]);
  });

  it("are gone with the connection", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing: lines() },
      { onTimeout: (_, token) => journal.note(String(token)) },
    );
    connection.setTimeout(30_000, 1);
    connection.setTimeout(1, 2);
    connection.close();
    peer.socket.resume();
    peer.socket.end();
    await connection.closed;
    expect(connection.clearTimeout(1)).toBe(false);
    expect(journal.lines).toEqual([]);
    expect(() => connection.setTimeout(1)).toThrow(
      expect.objectContaining({ code: "connection-closed" }),
    );
  });

  it("report a handler that throws", async () => {
    const journal = new Journal();
    const { connection } = await world().pair(
      { framing: lines() },
      {
        onTimeout: () => {
          throw new Error("at the worst time");
        },
        onError: (_, error) => journal.note(String(error)),
      },
    );
    connection.setTimeout(1);
    await journal.has("Error: at the worst time");
    await until("the end", () => connection.state !== "open");
  });

  it("refuse what is no time", async () => {
    const { connection } = await world().pair({ framing: lines() }, {});
    for (const ms of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
      expect(() => connection.setTimeout(ms)).toThrow(
        /"ms" expected an integer from 1 to 2147483647/,
      );
    }
  });

  it("number 100,000 on one connection: set, cancelled, set again", async () => {
    const { connection } = await world().pair({ framing: lines() }, {});
    for (let i = 0; i < 100_000; ++i) connection.setTimeout(60_000, i);
    for (let i = 0; i < 100_000; i += 2) expect(connection.clearTimeout(i)).toBe(true);
    for (let i = 0; i < 100_000; ++i) connection.setTimeout(60_000, i);
    connection.abort();
    await connection.closed;
    expect(connection.clearTimeout(1)).toBe(false);
  });
});

describe("patience", () => {
  const still: Progress = {
    isReading: true,
    bytesIn: 10,
    framesIn: 1,
    partialBytes: 3,
    bytesTaken: 5,
    queuedBytes: 100,
    unsentBytes: 100,
  };
  const looks = (limits: Partial<Timeouts>, ...steps: readonly Partial<Progress>[]) => {
    const patience = new Patience(timeoutsOf(limits), 0);
    return steps.map((step, i) => patience.look((i + 1) * 10, { ...still, ...step }));
  };

  it.each([
    ["a write that moves within one block", { writeIdleMs: 10 }, { queuedBytes: 99 }, undefined],
    ["a write that does not", { writeIdleMs: 10 }, {}, "writeIdleMs"],
    ["nothing to be sent", { writeIdleMs: 10 }, { unsentBytes: 0 }, undefined],
    ["a frame that has ended", { frameMs: 10 }, { framesIn: 2 }, undefined],
    ["a frame that has not", { frameMs: 10 }, { bytesIn: 11 }, "frameMs"],
    ["no frame", { frameMs: 10 }, { partialBytes: 0 }, undefined],
    ["bytes that we do not want", { readIdleMs: 10 }, { isReading: false }, undefined],
    ["bytes out", { idleMs: 10 }, { bytesTaken: 6 }, undefined],
  ] as const)("%s", (_, limits, step, expected) => {
    expect(looks(limits, {}, step)).toEqual([undefined, expected]);
  });

  it("refuses what is no limit", () => {
    expect(() => timeoutsOf({ idleMs: 0 })).toThrow(/"timeouts.idleMs" expected an integer from 1/);
  });
});
