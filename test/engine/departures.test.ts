import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Handler, InternalError, lengthPrefixed } from "../../src/index.js";
import { Journal, turns } from "../support/events.js";
import { framed, pattern } from "../support/sockets.js";
import { type FakeTransport, bench } from "./fake-transport.js";

const framing = lengthPrefixed(4);
const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

/** Connections of an echo, and how many writes each has made. */
function echoes(
  count: number,
  handler: Handler = echo,
  options?: Parameters<typeof bench>[2],
): {
  readonly transports: readonly FakeTransport[];
  readonly writes: () => readonly number[];
  readonly close: () => Promise<number>;
} {
  const { connect, close } = bench(framing, handler, options);
  const transports = Array.from({ length: count }, () => connect().transport);
  return { transports, writes: () => transports.map((each) => each.writes.length), close };
}

describe("answers", () => {
  // A turn takes no time unless a test says so.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("of connections that are read in one turn go together, when it ends", async () => {
    const { transports, writes, close } = echoes(3);
    for (const each of transports) each.arriveDirectly(framed("ping"));
    expect(writes()).toEqual([0, 0, 0]);
    await turns(1);
    expect(writes()).toEqual([1, 1, 1]);
    for (const each of transports) expect(each.sent).toEqual(framed("ping"));
    expect(await close()).toBe(0);
  });

  it("to several reads of a connection in one turn are one write, in order", async () => {
    const { transports, close } = echoes(2);
    const [one, other] = transports;
    for (const text of ["first", "second", "third"]) {
      one?.arriveDirectly(framed(text));
      other?.arriveDirectly(framed(text));
    }
    await turns(1);
    for (const each of transports) {
      expect(each.writes).toEqual([
        Buffer.from("\0\0\0\x05first\0\0\0\x06second\0\0\0\x05third", "latin1"),
      ]);
    }
    expect(await close()).toBe(0);
  });

  it("go at once while there is one connection alone", async () => {
    const { transports, writes, close } = echoes(2);
    const [one, other] = transports;
    one?.arriveDirectly(framed("ping"));
    expect(writes()).toEqual([0, 0]);
    await turns(1);
    one?.arriveDirectly(framed("ping"));
    expect(writes()).toEqual([2, 0]);
    other?.arriveDirectly(framed("ping"));
    expect(writes()).toEqual([2, 0]);
    await turns(1);
    expect(writes()).toEqual([2, 1]);
    expect(await close()).toBe(0);
  });

  it("go when 32 connections wait", async () => {
    const { transports, writes, close } = echoes(33);
    for (const each of transports.slice(0, 31)) each.arriveDirectly(framed("ping"));
    expect(writes()).toEqual(Array<number>(33).fill(0));
    transports[31]?.arriveDirectly(framed("ping"));
    expect(writes()).toEqual([...Array<number>(32).fill(1), 0]);
    transports[32]?.arriveDirectly(framed("ping"));
    await turns(1);
    expect(writes()).toEqual(Array<number>(33).fill(1));
    expect(await close()).toBe(0);
  });

  it("go with one of more than 16 KiB", async () => {
    const { transports, writes, close } = echoes(3);
    const [one, other, third] = transports;
    one?.arriveDirectly(framed(pattern(16 * 1024 - 4)));
    expect(writes()).toEqual([0, 0, 0]);
    other?.arriveDirectly(framed(pattern(16 * 1024 - 3)));
    expect(writes()).toEqual([1, 1, 0]);
    third?.arriveDirectly(framed("ping"));
    expect(writes()).toEqual([1, 1, 0]);
    await turns(1);
    expect(writes()).toEqual([1, 1, 1]);
    expect(await close()).toBe(0);
  });

  it("go before they take half of what send buffers may have", async () => {
    // Of 640 KiB half is for send buffers: four of 80 KiB.
    const small = { arena: "640 KiB", zone: "4 KiB" } as const;
    const { transports, writes, close } = echoes(4, echo, small);
    const seen = transports.map((each) => {
      each.arriveDirectly(framed("ping"));
      return writes().reduce((sum, count) => sum + count);
    });
    expect(seen).toEqual([0, 0, 3, 3]);
    await turns(1);
    expect(writes()).toEqual([1, 1, 1, 1]);
    expect(await close()).toBe(0);
  });

  it("that have waited for a slow handler do not wait for the next", async () => {
    const seen: (readonly number[])[] = [];
    const { transports, writes, close } = echoes(3, {
      onFrame: (connection, frame) => {
        seen.push(writes());
        connection.send(frame);
        vi.advanceTimersByTime(5);
      },
    });
    for (const each of transports) each.arriveDirectly(framed("ping"));
    // The first began to wait behind its own handler, so it waited for one.
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [1, 1, 0],
    ]);
    await turns(1);
    expect(writes()).toEqual([1, 1, 1]);
    expect(await close()).toBe(0);
  });

  it("go before the FIN of a connection that is closed meanwhile", async () => {
    const { connect, close } = bench(framing, echo);
    const { connection, transport } = connect();
    transport.arriveDirectly(framed("ping"));
    expect(transport.writes).toHaveLength(0);
    connection.close();
    expect(transport.sent).toEqual(framed("ping"));
    expect(transport.hasEnded).toBe(true);
    expect(await close()).toBe(0);
  });

  it("of a connection that is aborted meanwhile bring their buffer home", async () => {
    const { connect, close, loop } = bench(framing, echo);
    const { connection, transport } = connect();
    transport.arriveDirectly(framed("ping"));
    expect(loop.stats().pool.bytesOut).toBe(80 * 1024);
    connection.abort();
    expect(await close()).toBe(0);
  });

  it("that cannot go for a fault of the core end its connections", async () => {
    const journal = new Journal();
    const { connect } = bench(framing, {
      ...echo,
      onError: (_, error) => journal.note(error instanceof InternalError ? "internal" : "other"),
      onDisconnect: (_, { code }) => journal.note(code),
    });
    const [one, other] = [connect().transport, connect().transport];
    one.write = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
    one.arriveDirectly(framed("ping"));
    other.arriveDirectly(framed("ping"));
    await journal.has("internal-error", 2);
    expect(journal.lines).toEqual(["internal", "internal", "internal-error", "internal-error"]);
    expect(other.writes).toHaveLength(0);
  });
});
