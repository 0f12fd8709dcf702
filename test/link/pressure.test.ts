import { describe, expect, it } from "vitest";
import {
  ConnectionClosedError,
  ResourceError,
  TimeoutError,
  connect,
  lengthPrefixed,
  lines,
  listen,
} from "../../src/index.js";
import { rejection, turns, until, within } from "../support/events.js";
import { useLinks } from "./world.js";

const world = useLinks();
const LARGE = "x".repeat(60_000);

/** A link whose peer has stopped reading, with so much under way that nothing more is taken. */
async function blocked() {
  const { port, listener } = await world().listen();
  const peer = await world().raw.dial(port);
  peer.socket.pause();
  const link = await listener.accept();
  let sent = 0;
  // The system takes a little more now and then, for a while; and Deno looks every 60 turns.
  let refusals = 0;
  while (refusals < 300) {
    if (link.trySend(LARGE).status === "sent") {
      ++sent;
      refusals = 0;
    } else {
      ++refusals;
    }
    await turns(1);
  }
  return { peer, link, sent: sent + 1 };
}

// LK-20..33: a timeout is honoured even after a partial write (seed 4d, faults 2 and 16).
describe("a peer that stops reading", () => {
  it("makes trySend answer would-block, and nothing of the message is sent", async () => {
    const { peer, link, sent } = await blocked();
    expect(link.trySend("never")).toEqual({ status: "would-block" });
    expect(link.trySend("never")).toEqual({ status: "would-block" });
    const received = await peer.receive((sent - 1) * (LARGE.length + 1));
    expect(received.includes("never")).toBe(false);
    await link.send("then");
    await peer.receive((sent - 1) * (LARGE.length + 1) + 5);
    expect(peer.all().subarray(-5).toString()).toBe("then\n");
  });

  it("makes send time out before anything of the message is sent: isQueued is false", async () => {
    const { peer, link } = await blocked();
    const error = await rejection("send", link.send("lost", { timeoutMs: 1 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ isQueued: false });
    const own = new AbortController();
    const aborted = link.send("lost too", { signal: own.signal });
    own.abort(new Error("enough"));
    expect(await rejection("send", aborted)).toBe(own.signal.reason);
    const last = link.send("kept");
    peer.socket.resume();
    await within("the last", last);
    await link.close();
    const all = (await peer.rest()).toString();
    expect(all.includes("lost")).toBe(false);
    expect(all.endsWith("kept\n")).toBe(true);
  });

  it("makes send time out in the middle of a message: isQueued is true, and it arrives whole", async () => {
    const { port, listener } = await world().listen({ maxFrameBytes: 64 * 2 ** 20 });
    const peer = await world().raw.dial(port);
    peer.socket.pause();
    const link = await listener.accept();
    const huge = "y".repeat(16 * 2 ** 20);
    const error = await rejection("send", link.send(huge, { timeoutMs: 20 }));
    expect(error).toMatchObject({ code: "timeout", isQueued: true });
    const { length } = await peer.receive(huge.length + 1);
    expect(length).toBe(huge.length + 1);
    expect(peer.all().equals(Buffer.from(`${huge}\n`))).toBe(true);
  });

  it("has the messages that waited in the order of their calls", async () => {
    const { peer, link } = await blocked();
    const waiting = ["1", "2", "3"].map((text) => link.send(text));
    expect(link.trySend("4").status).toBe("would-block");
    peer.socket.resume();
    await within("all", Promise.all(waiting));
    await link.close();
    expect((await peer.rest()).subarray(-6).toString()).toBe("1\n2\n3\n");
  });

  it("makes calls of send fail that nobody awaits, before they fill the memory", async () => {
    const { link } = await blocked();
    const waiting = Array.from({ length: 16_384 }, () => link.send("x"));
    const settled = Promise.allSettled(waiting);
    const error = await rejection("one more", link.send("x"));
    expect(error).toBeInstanceOf(ResourceError);
    expect(error).toMatchObject({ code: "outbound-overflow" });
    link.abort();
    const outcomes = await within("all to fail", settled);
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  });

  it("and is gone: those who wait to send hear of it", async () => {
    const { peer, link } = await blocked();
    const waiting = link.send("x");
    peer.socket.resetAndDestroy();
    const error = await rejection("send", waiting);
    expect(error).toBe((await link.closed).error);
    expect(await rejection("send", link.send("y"))).toBeInstanceOf(ConnectionClosedError);
  });
});

describe("an inbox", () => {
  it("that is full stops reading; nothing is lost when it is read again", async () => {
    const { listener, port } = await world().listen({ inboxMessages: 10 });
    const peer = await world().raw.dial(port);
    const link = await listener.accept();
    const COUNT = 400_000;
    const wire = Array.from({ length: COUNT }, (_, i) => `message ${i}\n`).join("");
    peer.write(wire);
    await until("a full inbox", () => link.inboxLength === 10);
    await turns(20);
    expect(link.inboxLength).toBe(10);
    expect(link.stats()?.bytesIn).toBeLessThan(wire.length);
    for (let i = 0; i < COUNT; ++i) {
      const message = await link.recv();
      if (message !== `message ${i}`) expect(message).toBe(`message ${i}`);
    }
    expect(link.inboxLength).toBe(0);
  });

  it("is bounded in bytes as well", async () => {
    const { listener, port } = await world().listen({ inboxBytes: "100 KiB" });
    const peer = await world().raw.dial(port);
    const link = await listener.accept();
    peer.write(`${LARGE}\n`.repeat(20));
    await until("a full inbox", () => link.inboxLength === 2);
    await turns(20);
    expect(link.inboxLength).toBe(2);
    for (let i = 0; i < 20; ++i) expect((await link.recv()).length).toBe(LARGE.length);
  });
});

describe("a listener under pressure", () => {
  it("refuses the one too many, says so, and has a place again after a close", async () => {
    const { listener, port } = await world().listen({ maxConnections: 1 });
    const first = await world().connect({ port });
    const accepted = await listener.accept();
    const second = await world().connect({ port });
    expect((await within("the refusal", second.closed)).code).toBe("ended");
    await until("a rejection", () => listener.tryAccept().status === "rejected");
    await first.close();
    await accepted.closed;
    await until("the place", () => listener.connectionCount === 0);
    const third = await world().connect({ port });
    await third.send("in");
    expect(await (await listener.accept()).recv()).toBe("in");
  });

  it("keeps waiting links, but no more than its backlog", async () => {
    const { listener, port } = await world().listen({ backlog: 2 });
    const links = [];
    for (let i = 0; i < 3; ++i) links.push(await world().connect({ port }));
    const codes = links.map((link) => link.closed.then(({ code }) => code));
    expect(await within("the one too many", Promise.race(codes))).toBe("ended");
    expect(listener.links().length).toBe(2);
  });
});

describe("wrong options", () => {
  const framing = lengthPrefixed(2);
  it.each([
    [{ framing, timeoutMs: 0 }, '"timeoutMs" expected an integer from 1 to 2147483647, got 0'],
    [{ framing, port: 0 }, '"port" expected an integer from 1 to 65535, got 0'],
    [{ framing, path: "" }, '"path" expected a path, got ""'],
    [{ framing, reconnect: 1 }, '"reconnect" expected true or false, got 1'],
    [
      { framing, inboxMessages: 0 },
      '"inboxMessages" expected an integer from 1 to 16777216, got 0',
    ],
    [
      { framing, heartbeat: { intervalMs: 5 } },
      '"heartbeat.message" expected a message or what makes one, got undefined',
    ],
    [{ framing, schema: {} }, '"schema" expected a Standard Schema, got Object'],
    [{ framing, codec: lines() }, '"codec" expected to be left out beside a framing, got Object'],
    [{}, '"framing" expected a framing such as lengthPrefixed(4), got undefined'],
    [{ framing, protocol: 1 }, '"protocol" expected an object, got 1'],
  ])("are refused: %o", async (options, message) => {
    const loose = connect as (options: object) => Promise<unknown>;
    const error = await rejection("connect", loose({ port: 9, ...options }));
    expect((error as Error).message).toBe(message);
  });

  it("are refused by listen, too", async () => {
    const loose = listen as (options: object) => Promise<unknown>;
    const error = await rejection("listen", loose({ framing, backlog: 0 }));
    expect(error).toBeInstanceOf(RangeError);
  });
});

// One-way throughput: payloads that are messages come a piece at a time.
describe("a link of payloads", () => {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

  async function payloads(inboxMessages: number) {
    const { raw } = world();
    const listener = world().keep(
      await listen({ framing: lines(), loop: raw.loop, lingerMs: 100, inboxMessages }),
    );
    const peer = await raw.dial(listener.address.port);
    return { peer, link: await within("a link", listener.accept()) };
  }

  it("takes as many as its inbox holds of those that came at once, and then the others", async () => {
    const { peer, link } = await payloads(2);
    peer.write("a\nb\nc\nd\ne\n");
    await until("two", () => link.inboxLength === 2);
    await turns(20);
    expect([link.inboxLength, link.stats()?.framesIn]).toEqual([2, 2]);
    const seen: string[] = [];
    for (let i = 0; i < 5; ++i) seen.push(text(await within("one", link.recv())));
    expect(seen).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("hands its consumer nothing more once that has closed it", async () => {
    const { peer, link } = await payloads(100);
    const seen: string[] = [];
    const done = link.forEach((bytes) => {
      seen.push(text(bytes));
      if (seen.length === 2) void link.close();
    });
    peer.write("a\nb\nc\nd\n");
    expect((await within("the end", done)).code).toBe("closed");
    expect(seen).toEqual(["a", "b"]);
  });

  it("lets small ones share a buffer that holds nothing else, and large ones have their own", async () => {
    const { peer, link } = await payloads(100);
    const large = "x".repeat(5_000);
    peer.write(`hi\n\n${large}\n!\n`);
    const got: Uint8Array[] = [];
    for (let i = 0; i < 4; ++i) got.push(await within("one", link.recv()));
    expect(got.map(text)).toEqual(["hi", "", large, "!"]);
    expect(got[2]?.buffer.byteLength).toBe(5_000);
    for (const { buffer } of got)
      expect("hi\n\n" + large + "\n!").toContain(text(new Uint8Array(buffer)));
  });

  it("keeps what it has handed out, whatever comes after", async () => {
    const { peer, link } = await payloads(100);
    peer.write("first\nsecond\n");
    const first = await link.recv();
    const second = await link.recv();
    peer.write("XXXXX\nXXXXXX\n");
    await link.recv();
    await link.recv();
    expect([text(first), text(second)]).toEqual(["first", "second"]);
  });
});
