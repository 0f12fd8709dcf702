import { describe, expect, it } from "vitest";
import { EncodeError, delimited, lengthField, lengthPrefixed } from "../../src/index.js";
import { Journal, rejection, turns } from "../support/events.js";
import { framed, pattern } from "../support/sockets.js";
import { bench } from "./fake-transport.js";

const framing = lengthPrefixed(4);

describe("the way out of a connection", () => {
  it("is one write for all that a batch was answered", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => void connection.send(frame),
    });
    const { transport } = connect();
    const wire = Buffer.concat(Array.from({ length: 1_000 }, (_, i) => framed(`${i}`)));
    transport.arrive(wire);
    expect(transport.writes).toHaveLength(1);
    expect(transport.sent.equals(wire)).toBe(true);
    expect(await close()).toBe(0);
  });

  it("is one write at the end of the tick for what is sent outside of a handler", async () => {
    const { connect, close } = bench(framing, {});
    const { connection, transport } = connect();
    for (let i = 0; i < 100; ++i) connection.send(`${i}`);
    expect(transport.writes).toHaveLength(0);
    expect(connection.bufferedBytes).toBe(590);
    await Promise.resolve();
    expect(transport.writes).toHaveLength(1);
    expect(transport.sent.length).toBe(590);
    expect(connection.bufferedBytes).toBe(0);
    expect(await close()).toBe(0);
  });

  it("is one write per full buffer, each in order", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => void connection.send(frame),
    });
    const { transport } = connect();
    const wire = Buffer.concat(Array.from({ length: 25 }, (_, i) => framed(pattern(10_000, i))));
    transport.arrive(wire);
    expect(transport.writes.length).toBeLessThanOrEqual(5);
    expect(transport.sent.equals(wire)).toBe(true);
    expect(await close()).toBe(0);
  });

  it("keeps small and oversized frames in order", async () => {
    const { connect, close } = bench(lengthPrefixed(4), {});
    const { connection, transport } = connect();
    const sizes = [1, 100_000, 2, 81_916, 3, 81_917, 0, 300_000];
    for (const size of sizes) connection.send(pattern(size));
    await turns(1);
    const expected = Buffer.concat(sizes.map((size) => framed(pattern(size))));
    expect(transport.sent.equals(expected)).toBe(true);
    expect(await close()).toBe(0);
  });

  it("gives its buffer back when the kernel takes all at once", async () => {
    const { connect, close, loop } = bench(framing, {});
    const { connection, transport } = connect();
    connection.send("taken");
    expect(loop.stats().pool.bytesOut).toBe(81_920);
    await connection.flush();
    expect(loop.stats().pool.bytesOut).toBe(0);
    transport.reportAll();
    expect(loop.stats().pool.bytesOut).toBe(0);
    expect(await close()).toBe(0);
  });

  it("keeps its buffer out, unchanged, until the write is reported", async () => {
    const { connect, close, loop } = bench(framing, {});
    const { connection, transport } = connect();
    transport.takesAll = false;
    connection.send("one");
    const first = connection.flush();
    connection.send("two");
    const both = connection.flush();
    expect(connection.bufferedBytes).toBe(14);
    expect(loop.stats().pool.bytesOut).toBe(2 * 81_920);
    transport.report();
    expect(connection.bufferedBytes).toBe(7);
    expect(loop.stats().pool.bytesOut).toBe(81_920);
    transport.report();
    await Promise.all([first, both]);
    expect(loop.stats().pool.bytesOut).toBe(0);
    expect(await close()).toBe(0);
  });

  it("tells once that there is room, when half the mark is reached", async () => {
    const journal = new Journal();
    const { connect, close } = bench(framing, { onWritable: () => journal.note("writable") });
    const { connection, transport } = connect();
    transport.takesAll = false;
    const answers: boolean[] = [];
    for (let i = 0; i < 4; ++i) {
      answers.push(connection.send(Buffer.alloc(30_000)));
      void connection.flush();
    }
    expect(answers).toEqual([true, true, false, false]);
    expect(transport.isPaused).toBe(true);
    transport.report();
    transport.report();
    expect(journal.lines).toEqual([]);
    transport.report();
    expect(journal.lines).toEqual(["writable"]);
    transport.report();
    await turns(2);
    expect(journal.lines).toEqual(["writable"]);
    expect(transport.isPaused).toBe(false);
    expect(await close()).toBe(0);
  });

  it("wakes nobody for a write that was given up", async () => {
    const journal = new Journal();
    const { connect, close } = bench(framing, { onWritable: () => journal.note("writable") });
    const { connection, transport } = connect();
    transport.takesAll = false;
    connection.send(Buffer.alloc(100_000));
    const waiting = [
      rejection("writable()", connection.writable()),
      rejection("flush()", connection.flush()),
    ];
    transport.report(false);
    connection.abort();
    expect((await Promise.all(waiting)).map(String)).toEqual(
      Array.from({ length: 2 }, () => "ConnectionClosedError: the connection is closed"),
    );
    expect(journal.lines).toEqual([]);
    expect(await close()).toBe(0);
  });

  it("sends nothing of a message that the framing cannot carry, and goes on", async () => {
    const { connect, close } = bench(delimited(0, { maxFrameBytes: 8 }), {});
    const { connection, transport } = connect();
    connection.send("before");
    expect(() => connection.send("a\0b")).toThrow(EncodeError);
    expect(() => connection.send("over the limit")).toThrow(EncodeError);
    expect(() => connection.send(Buffer.alloc(100_000, 1))).toThrow(EncodeError);
    const nothing = undefined as unknown as string;
    expect(() => connection.send(nothing)).toThrow(
      '"payload" expected a Uint8Array, a string or a Frame',
    );
    connection.send("behind");
    await turns(1);
    expect(transport.sent.toString()).toBe("before\0behind\0");
    expect(connection.stats().framesOut).toBe(2);
    expect(await close()).toBe(0);
  });

  it("refuses every message of a framing that can be decoded only", async () => {
    const { connect, close, loop } = bench(lengthField({ size: 4, strip: 2 }), {});
    const { connection, transport } = connect();
    expect(() => connection.send("x")).toThrow(RangeError);
    await turns(1);
    expect(transport.writes).toHaveLength(0);
    expect(loop.stats().pool.bytesOut).toBe(0);
    expect(await close()).toBe(0);
  });
});
