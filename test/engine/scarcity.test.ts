import { describe, expect, it } from "vitest";
import { type EventLoop, type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, turns } from "../support/events.js";
import { framed, pattern } from "../support/sockets.js";
import { bench } from "./fake-transport.js";

const framing = lengthPrefixed(4);
const SMALL = { arena: "640 KiB", zone: "4 KiB" } as const;

/** All blocks of the pool that hold so many bytes: nobody else gets one. */
function hoard(loop: EventLoop, bytes: number): number[] {
  const blocks: number[] = [];
  for (let block = loop.core.raw.take(bytes); block !== 0; block = loop.core.raw.take(bytes)) {
    blocks.push(block);
  }
  return blocks;
}

/** Notes frames that are what they should be, errors and ends. */
function scribe(journal: Journal, payload: Buffer): Handler {
  return {
    onFrame: (_, frame) => {
      journal.note(payload.equals(frame.bytes()) ? "whole" : `broken ${frame.length}`);
    },
    onError: (_, error) => journal.note(String(Reflect.get(Object(error), "code"))),
    onDisconnect: (_, { code }) => journal.note(code),
  };
}

describe("a pool with next to nothing left", () => {
  it("keeps late bytes in order, though it has room for some of them only", async () => {
    const journal = new Journal();
    const payload = pattern(150_000);
    const seen: Buffer[] = [];
    const onData: Handler["onData"] = (_, bytes) => void seen.push(Buffer.from(bytes));
    const handler = { ...scribe(journal, payload), onData };
    const { connect, close, loop, hub } = bench(framing, handler, SMALL);
    const { raw } = loop.core;
    const { connection, transport } = connect();
    const wire = framed(payload);
    const large = hoard(loop, 320 * 1024);
    const middle = hoard(loop, 80 * 1024);
    const small = hoard(loop, 20 * 1024);
    // Room for the first 20 KiB, for 60 KiB more a turn later, for the rest two turns after that.
    for (const block of small.splice(0, 1)) raw.give(block);
    transport.arrive(wire);
    for (const block of middle.splice(0, 1)) raw.give(block);
    await turns(2);
    expect(loop.stats().pool.refusals).toBeGreaterThan(1);
    for (const block of [...middle, ...small, ...large]) raw.give(block);
    hub.relief.soon();
    await turns(20);
    expect(journal.lines).toEqual(["whole"]);
    expect(Buffer.concat(seen).equals(wire)).toBe(true);
    expect(connection.stats().bytesIn).toBe(wire.length);
    expect(await close()).toBe(0);
  });

  it("uses its reserve for a read that found no room, and pauses everybody meanwhile", async () => {
    const journal = new Journal();
    const payload = pattern(3_000);
    const { connect, close, loop, hub } = bench(framing, scribe(journal, payload), SMALL);
    const one = connect();
    const other = connect();
    const blocks = hoard(loop, 1);
    one.transport.arrive(framed(payload).subarray(0, 1_000));
    expect(loop.stats().pool.reserveIsHome).toBe(false);
    expect([one.transport.isPaused, other.transport.isPaused]).toEqual([true, true]);
    other.transport.arrive(framed(payload));
    for (const block of blocks) loop.core.raw.give(block);
    hub.relief.soon();
    await turns(5);
    expect(loop.stats().pool.reserveIsHome).toBe(true);
    expect([one.transport.isPaused, other.transport.isPaused]).toEqual([false, false]);
    one.transport.arrive(framed(payload).subarray(1_000));
    expect(journal.lines).toEqual(["whole", "whole"]);
    expect(await close()).toBe(0);
  });

  it("pauses a connection that is opened meanwhile, and lets it read afterwards", async () => {
    const journal = new Journal();
    const payload = pattern(3_000);
    const { connect, close, loop, hub } = bench(framing, scribe(journal, payload), SMALL);
    const blocks = hoard(loop, 1);
    connect().transport.arrive(framed(payload).subarray(0, 1_000));
    const late = connect();
    expect(late.transport.isPaused).toBe(true);
    for (const block of blocks) loop.core.raw.give(block);
    hub.relief.soon();
    await turns(5);
    expect(late.transport.isPaused).toBe(false);
    late.transport.arrive(framed(payload));
    expect(journal.lines).toEqual(["whole"]);
    expect(await close()).toBe(0);
  });

  it("gives up the connection that holds most, and it alone", async () => {
    const journal = new Journal();
    const payload = pattern(3_000);
    const { connect, close, loop } = bench(framing, scribe(journal, payload), SMALL);
    const large = connect();
    const little = connect();
    large.transport.arrive(framed(payload).subarray(0, 2_000));
    little.transport.arrive(framed(payload).subarray(0, 1_000));
    const blocks = hoard(loop, 1);
    const last = connect();
    last.transport.arrive(framed(payload).subarray(0, 1_500));
    await turns(10);
    expect(journal.lines).toEqual(["pool-exhausted", "resource-error"]);
    expect(large.connection.state).toBe("closed");
    little.transport.arrive(framed(payload).subarray(1_000));
    last.transport.arrive(framed(payload).subarray(1_500));
    expect(journal.lines.slice(2)).toEqual(["whole", "whole"]);
    for (const block of blocks) loop.core.raw.give(block);
    expect(await close()).toBe(0);
  });

  it("gets back at once what a closing connection holds of a frame it will never deliver", async () => {
    const journal = new Journal();
    const payload = pattern(200_000);
    const { connect, close, loop } = bench(framing, scribe(journal, payload), SMALL);
    const { connection, transport } = connect();
    transport.arrive(framed(payload).subarray(0, 100_000));
    expect(loop.stats().pool.bytesOut).toBeGreaterThan(100_000);
    connection.close();
    expect(transport.isGone).toBe(false);
    expect(loop.stats().pool.bytesOut).toBe(0);
    transport.arrive(framed(payload).subarray(100_000));
    expect(journal.lines).toEqual([]);
    expect(await close()).toBe(0);
  });

  it("sends from the JS heap, in order, and counts what is unsent", async () => {
    const { connect, close, loop } = bench(framing, {}, SMALL);
    const { connection, transport } = connect();
    const blocks = hoard(loop, 1);
    transport.takesAll = false;
    connection.send("one");
    connection.send("two");
    expect(connection.bufferedBytes).toBe(14);
    for (const block of blocks) loop.core.raw.give(block);
    connection.send("three");
    await turns(1);
    expect(transport.sent.toString()).toBe("\0\0\0\x03one\0\0\0\x03two\0\0\0\x05three");
    transport.reportAll();
    expect(connection.bufferedBytes).toBe(0);
    expect(await close()).toBe(0);
  });
});
