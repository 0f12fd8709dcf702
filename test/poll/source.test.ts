import { connect } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import {
  DuplexSource,
  Interest,
  IoSource,
  Ready,
  type Registry,
  SocketAddr,
  type Source,
  TcpStream,
  Token,
  WOULD_BLOCK,
} from "../../src/poll.js";
import { BOTH, Watch, connected, drain, mine, text } from "./support.js";

/** A source of a user: readable when the clock has struck, until the strokes are counted. */
class Clock implements Source {
  readonly #source = new IoSource();
  #strokes = 0;

  strike(): void {
    this.#strokes += 1;
    this.#source.signal(Ready.READABLE);
  }

  count(): number | typeof WOULD_BLOCK {
    return this.#source.tryIo(() => {
      const strokes = this.#strokes;
      this.#strokes = 0;
      return strokes === 0 ? WOULD_BLOCK : strokes;
    });
  }

  register(registry: Registry, token: Token, interest: Interest): void {
    this.#source.register(registry, token, interest);
  }

  reregister(registry: Registry, token: Token, interest: Interest): void {
    registry.reregister(this.#source, token, interest);
  }

  deregister(registry: Registry): void {
    this.#source.deregister(registry);
  }
}

describe("MO-26 a source of a user", () => {
  it("is registered, changed, reported by edges, and deregistered like any other", async () => {
    const watch = new Watch();
    const { registry } = watch.poll;
    const clock = new Clock();
    registry.register(clock, Token(12), Interest.READABLE);
    clock.strike();
    clock.strike();
    expect(await watch.quiet()).toEqual(["Event(12: READABLE)"]);
    clock.strike();
    expect(await watch.quiet()).toEqual([]);
    expect([clock.count(), clock.count()]).toEqual([3, WOULD_BLOCK]);
    registry.reregister(clock, Token(1), Interest.READABLE);
    clock.strike();
    expect(await watch.quiet()).toEqual(["Event(1: READABLE)"]);
    registry.deregister(clock);
    clock.count();
    clock.count();
    clock.strike();
    expect(await watch.quiet()).toEqual([]);
  });
});

describe("MO-28 MO-29 MO-40 a Duplex as a source", () => {
  it("tryIo uses the stream itself, and WOULD_BLOCK makes the next change an event", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(1), BOTH);
    expect(await watch.quiet()).toEqual(["Event(1: WRITABLE)"]);
    const header = (): Buffer | typeof WOULD_BLOCK => {
      return server.tryIo(() => (server.inner.read(4) as Buffer | null) ?? WOULD_BLOCK);
    };
    client.write(text("ab"));
    expect(await watch.quiet()).toEqual(["Event(1: READABLE)"]);
    expect(header()).toBe(WOULD_BLOCK);
    // Room that is there is not announced again: that would never end.
    expect(await watch.quiet()).toEqual([]);
    client.write(text("cd"));
    await watch.until("the rest", 1, (event) => event.isReadable);
    expect(String(header())).toBe("abcd");
  });

  it("any Duplex: what it has at once, what it gets later, and its errors", async () => {
    const failure = Object.assign(new Error("the line is dead"), { code: "EDEAD" });
    const chunks = [text("first"), text("second")];
    const inner = new Duplex({
      read(): void {
        for (const chunk of chunks.splice(0)) this.push(chunk);
      },
      write(chunk: Buffer, _encoding, done): void {
        done(chunk.includes("!") ? failure : null);
      },
    });
    const watch = new Watch();
    const source = mine(new DuplexSource(inner));
    watch.poll.registry.register(source, Token(1), BOTH);
    expect(drain(source, new Uint8Array(4)).bytes.toString()).toBe("firstsecond");
    inner.push("third");
    await watch.until("more", 1, (event) => event.isReadable);
    expect(drain(source).bytes.toString()).toBe("third");
    source.write(text("fatal!"));
    await watch.until("the error", 1, (event) => event.isError);
    expect(source.takeError()).toMatchObject({
      name: "NetworkError",
      code: "EDEAD",
      cause: failure,
    });
  });

  it("gives the stream back with all that was not read", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    client.write(text("peeked and left"));
    await watch.until("bytes", 1);
    server.peek(new Uint8Array(6));
    const inner = server.intoInner();
    const bytes = await new Promise<Buffer>((resolve) => inner.once("data", resolve));
    expect(bytes.toString()).toBe("peeked");
    inner.destroy();
  });

  it("keeps bytes that came before a reset, and what was peeked at", async () => {
    const inner = new PassThrough();
    const source = mine(new DuplexSource(inner));
    inner.write("before");
    expect(source.peek(new Uint8Array(3))).toBe(3);
    inner.destroy(new Error("reset"));
    await new Promise((resolve) => inner.once("close", resolve));
    expect(source.read(new Uint8Array(3))).toBe(3);
  });

  it("close() sends what was written, leaves the poll and frees the token", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(client, Token(1), BOTH);
    watch.poll.registry.register(server, Token(2), Interest.READABLE);
    let sent = 0;
    const large = new Uint8Array(1 << 20).fill(7);
    for (let size = client.write(large); size !== WOULD_BLOCK; size = client.write(large))
      sent += size;
    client.close();
    client.close();
    watch.poll.registry.register(new IoSource(), Token(1), BOTH);
    let [count, isEnd] = [0, false];
    while (!isEnd) {
      await watch.until("bytes", 2);
      const all = drain(server);
      count += all.bytes.length;
      isEnd = all.isEnd;
    }
    expect(count).toBe(sent);
  });

  it("a stream that is made of nothing yet can be closed", async () => {
    const { listener } = await connected();
    using stream = TcpStream.connect(listener.localAddr());
    stream.close();
    expect(stream.inner.destroyed).toBe(true);
    const adopted = mine(TcpStream.fromStd(connect(listener.localAddr().port, "127.0.0.1")));
    const watch = new Watch();
    watch.poll.registry.register(adopted, Token(1), Interest.WRITABLE);
    expect(await watch.next()).toEqual(["Event(1: WRITABLE)"]);
  });
});

describe("MO-10 MO-11 MO-13..20 tokens, interests, events, addresses", () => {
  it("a token is its number, 0 to 2^53 - 1", () => {
    expect([Token(0), Token(2 ** 53 - 1)]).toEqual([0, 2 ** 53 - 1]);
    for (const wrong of [-1, 0.5, 2 ** 53]) expect(() => Token(wrong)).toThrow(RangeError);
  });

  it("interests are added and removed; one in nothing is none", () => {
    const { READABLE, WRITABLE } = Interest;
    expect(READABLE.add(WRITABLE)).toBe(WRITABLE.add(READABLE));
    expect([READABLE.add(READABLE), READABLE.add(BOTH), BOTH.add(WRITABLE)]).toEqual([
      READABLE,
      BOTH,
      BOTH,
    ]);
    expect(BOTH.remove(READABLE)).toBe(WRITABLE);
    expect(BOTH.remove(WRITABLE)).toBe(READABLE);
    expect(READABLE.remove(WRITABLE)).toBe(READABLE);
    expect([READABLE.remove(READABLE), READABLE.remove(BOTH)]).toEqual([undefined, undefined]);
    expect([READABLE, WRITABLE, BOTH].map(String)).toEqual([
      "READABLE",
      "WRITABLE",
      "READABLE | WRITABLE",
    ]);
    const flags = [READABLE, WRITABLE, BOTH].map((one) => [one.isReadable, one.isWritable]);
    expect(flags).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect([BOTH.isPriority, BOTH.isAio, BOTH.isLio]).toEqual([false, false, false]);
    expect(() => READABLE.add(2 as unknown as Interest)).toThrow(TypeError);
  });

  it("an event says what it was told, and nothing that nobody asked for; a clone lasts", async () => {
    const watch = new Watch();
    const source = new IoSource();
    watch.poll.registry.register(source, Token(3), Interest.READABLE);
    source.signal(Ready.WRITABLE);
    expect(await watch.quiet()).toEqual([]);
    source.signal(Ready.READABLE | Ready.READ_CLOSED);
    await watch.poll.poll(watch.events);
    const [event] = watch.events;
    const kept = event?.clone();
    expect([kept?.token, kept?.isReadable, kept?.isReadClosed]).toEqual([3, true, true]);
    expect([kept?.isWritable, kept?.isWriteClosed, kept?.isError]).toEqual([false, false, false]);
    expect([kept?.isPriority, kept?.isAio, kept?.isLio]).toEqual([false, false, false]);
    source.signal(Ready.ERROR | Ready.WRITE_CLOSED);
    // What is lasting is said again.
    expect(await watch.next()).toEqual(["Event(3: READ_CLOSED | WRITE_CLOSED | ERROR)"]);
    expect(String(kept)).toBe("Event(3: READABLE | READ_CLOSED)");
    watch.events.clear();
    expect([watch.events.isEmpty, Array.from(watch.events).length]).toEqual([true, 0]);
  });

  it("addresses are numbers: names are not looked up", () => {
    expect(String(SocketAddr.parse("[fe80::1]:80"))).toBe("[fe80::1]:80");
    expect(SocketAddr.parse("10.0.0.1:65535")).toMatchObject({ address: "10.0.0.1", port: 65_535 });
    for (const wrong of [
      "localhost:80",
      "::1:80",
      "[1.2.3.4]:5",
      "1.2.3.4",
      "1.2.3.4:65536",
      ":1",
    ]) {
      expect(() => SocketAddr.parse(wrong)).toThrow(RangeError);
    }
    expect(() => TcpStream.connect(80 as unknown as string)).toThrow(TypeError);
    expect(() => new SocketAddr(1 as unknown as string, 1)).toThrow(TypeError);
  });
});
