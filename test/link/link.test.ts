import { describe, expect, it } from "vitest";
import {
  ConnectionClosedError,
  type Link,
  ProtocolError,
  TimeoutError,
  bytesCodec,
  connect,
  lengthPrefixed,
  listen,
} from "../../src/index.js";
import { rejection, turns, until, within } from "../support/events.js";
import { useLinks } from "./world.js";

const world = useLinks();

// LK-20..33: send and receive, at once or with time; statuses instead of errors.
describe("a link", () => {
  it("sends and receives messages, both ways, in order", async () => {
    const { accepted, dialed } = await world().pair();
    await dialed.send("hello");
    await dialed.send("world");
    expect(await accepted.recv()).toBe("hello");
    expect(await accepted.recv()).toBe("world");
    await accepted.send("welcome");
    expect(await dialed.recv({ timeoutMs: 10_000 })).toBe("welcome");
  });

  // LK-75
  it("is iterated: for await ends with the peer's farewell", async () => {
    const { accepted, dialed } = await world().pair();
    for (const text of ["a", "b", "c"]) await dialed.send(text);
    void dialed.close();
    const seen: string[] = [];
    for await (const message of accepted) seen.push(message);
    expect(seen).toEqual(["a", "b", "c"]);
    expect((await accepted.closed).code).toBe("ended");
  });

  it("throws in the middle of for await where the peer's bytes are no messages", async () => {
    const { listener, port } = await world().listen({ maxFrameBytes: 8 });
    const peer = await world().raw.dial(port);
    const link = await listener.accept();
    peer.write("good\n", "far too long\n");
    const seen: string[] = [];
    const reading = (async () => {
      for await (const message of link) seen.push(message);
    })();
    const error = await rejection("the iteration", reading);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(seen).toEqual(["good"]);
    expect(await rejection("recv", link.recv())).toBe(error);
    expect(link.tryRecv()).toMatchObject({ status: "closed", reason: { code: "protocol-error" } });
  });

  it("answers at once with a status: tryRecv, trySend, tryAccept", async () => {
    const { listener, port } = await world().listen();
    expect(listener.tryAccept()).toEqual({ status: "would-block" });
    const dialed = await world().connect({ port });
    await until("the link", () => listener.links().length === 1);
    const accepted = listener.tryAccept();
    if (accepted.status !== "accepted") throw new Error("nobody was accepted");
    const { link } = accepted;
    expect(link.tryRecv()).toEqual({ status: "would-block" });
    expect(dialed.trySend("now")).toEqual({ status: "sent" });
    await until("a message", () => link.inboxLength === 1);
    expect(link.tryRecv()).toEqual({ status: "received", message: "now" });
    await dialed.close();
    expect(dialed.trySend("late")).toEqual({ status: "closed" });
    expect(dialed.tryRecv()).toEqual({ status: "closed", reason: { code: "closed" } });
    await link.closed;
    expect(link.tryRecv()).toEqual({ status: "closed", reason: { code: "ended" } });
    await listener.close();
    expect(listener.tryAccept()).toEqual({ status: "closed" });
  });

  it("recv gives up after timeoutMs, or when the signal aborts, and loses no message by it", async () => {
    const { accepted, dialed } = await world().pair();
    const late = await rejection("recv", accepted.recv({ timeoutMs: 1 }));
    expect(late).toBeInstanceOf(TimeoutError);
    expect(late).toMatchObject({ code: "timeout", isQueued: false });
    const cause = new Error("enough");
    const own = new AbortController();
    const waiting = accepted.recv({ signal: own.signal });
    own.abort(cause);
    expect(await rejection("recv", waiting)).toBe(cause);
    expect(await rejection("recv", accepted.recv({ signal: own.signal }))).toBe(cause);
    await dialed.send("still");
    expect(await accepted.recv()).toBe("still");
  });

  it("serves those who wait in the order they came", async () => {
    const { accepted, dialed } = await world().pair();
    const waiting = [accepted.recv(), accepted.recv(), accepted.recv()];
    for (const text of ["1", "2", "3"]) await dialed.send(text);
    expect(await Promise.all(waiting)).toEqual(["1", "2", "3"]);
  });

  it("hands out copies: what was received before is not changed by what comes after", async () => {
    const { loop } = world().raw;
    const framing = lengthPrefixed(1);
    const listener = world().keep(await listen({ framing, loop }));
    const { port } = listener.address;
    const dialed = world().keep(await connect({ codec: bytesCodec(framing), port, loop }));
    const accepted = await listener.accept();
    await dialed.send(Uint8Array.of(1, 2, 3));
    const first = await accepted.recv();
    await dialed.send(Uint8Array.of(9, 9, 9));
    const second = await accepted.recv();
    expect([...first, ...second]).toEqual([1, 2, 3, 9, 9, 9]);
  });

  it("gives each message to forEach; the next one waits for its promise", async () => {
    const { accepted, dialed } = await world().pair();
    const seen: string[] = [];
    await dialed.send("before");
    await until("it", () => accepted.inboxLength === 1);
    const done = accepted.forEach(async (message) => {
      seen.push(`begin ${message}`);
      await turns(2);
      seen.push(`end ${message}`);
    });
    await dialed.send("after");
    void dialed.close();
    expect((await within("the end", done)).code).toBe("ended");
    expect(seen).toEqual(["begin before", "end before", "begin after", "end after"]);
    expect(() => accepted.forEach(() => undefined)).toThrow(TypeError);
  });

  it("is closed by a forEach that throws", async () => {
    const { accepted, dialed } = await world().pair();
    const fault = new Error("no");
    const done = accepted.forEach(() => {
      throw fault;
    });
    await dialed.send("x");
    expect(await rejection("forEach", done)).toBe(fault);
    expect(await accepted.closed).toEqual({ code: "handler-error", error: fault });
    expect((await dialed.closed).code).toBe("ended");
  });

  // LK-47..50
  it("is split into a sender and a receiver that work by themselves", async () => {
    const { accepted, dialed } = await world().pair();
    const { sender, receiver } = dialed.split();
    const other = accepted.split();
    const received = (async () => {
      const all: string[] = [];
      for await (const message of other.receiver) all.push(message);
      return all;
    })();
    await sender.send("one");
    expect(sender.trySend("two")).toEqual({ status: "sent" });
    await other.sender.send("three");
    expect(await receiver.recv()).toBe("three");
    expect(receiver.tryRecv()).toEqual({ status: "would-block" });
    await sender.close();
    expect(await within("the rest", received)).toEqual(["one", "two"]);
    expect(await rejection("recv", receiver.recv())).toBeInstanceOf(ConnectionClosedError);
  });

  it("closes at the end of its scope", async () => {
    const { listener, port } = await world().listen();
    let kept: Link<string> | undefined;
    {
      await using link = await world().connect({ port });
      kept = link;
      await link.send("bye");
    }
    expect(kept.state).toBe("closed");
    const accepted = await listener.accept();
    expect(await accepted.recv()).toBe("bye");
    expect(await rejection("send", kept.send("late"))).toBeInstanceOf(ConnectionClosedError);
  });

  it("that the peer resets, says so behind what had arrived", async () => {
    const { listener, port } = await world().listen();
    const peer = await world().raw.dial(port);
    const link = await listener.accept();
    peer.write("whole\n", "ha");
    await until("a message", () => link.inboxLength === 1);
    peer.socket.resetAndDestroy();
    const reason = await within("the end", link.closed);
    expect(reason.code).toBe("network-error");
    expect(await link.recv()).toBe("whole");
    expect(await rejection("recv", link.recv())).toBe(reason.error);
  });

  it("that ends in the middle of a message is a fault: kill in mid-message", async () => {
    const { listener, port } = await world().listen();
    const peer = await world().raw.dial(port);
    const link = await listener.accept();
    peer.write("whole\n", "half");
    peer.socket.end();
    expect(await link.recv()).toBe("whole");
    expect(await rejection("recv", link.recv())).toMatchObject({ code: "incomplete", received: 4 });
  });
});
