import { describe, expect, it } from "vitest";
import {
  Interest,
  NetworkError,
  TcpListener,
  TcpStream,
  Token,
  WOULD_BLOCK,
} from "../../src/poll.js";
import { within } from "../support/events.js";
import { pattern } from "../support/sockets.js";
import { BOTH, LOOPBACK, Watch, connected, drain, got, mine, text } from "./support.js";

describe("MO-30 a TCP listener", () => {
  it("is readable once for all connections that wait, and again after WOULD_BLOCK", async () => {
    const watch = new Watch();
    const listener = mine(await TcpListener.bind(LOOPBACK));
    watch.poll.registry.register(listener, Token(7), Interest.READABLE);
    expect(listener.accept()).toBe(WOULD_BLOCK);

    const dial = (): TcpStream => mine(TcpStream.connect(listener.localAddr()));
    const clients = [dial(), dial()];
    let accepted = 0;
    while (accepted < 2) {
      await watch.until("a connection", 7, (event) => event.isReadable);
      for (let answer = listener.accept(); answer !== WOULD_BLOCK; answer = listener.accept()) {
        const [stream, address] = answer;
        mine(stream);
        accepted += 1;
        expect(clients.map((client) => String(client.localAddr()))).toContain(String(address));
        expect(String(stream.peerAddr())).toBe(String(address));
        expect(String(stream.localAddr())).toBe(String(listener.localAddr()));
      }
    }
    expect(await watch.quiet()).toEqual([]);
    mine(TcpStream.connect(String(listener.localAddr())));
    expect(await watch.next()).toEqual(["Event(7: READABLE)"]);
    expect(listener.dropped).toBe(0);
    expect(listener.takeError()).toBeUndefined();
  });

  it("says why it cannot be bound", async () => {
    const listener = mine(await TcpListener.bind("[::1]:0"));
    const { address, port } = listener.localAddr();
    expect([address, port > 0]).toEqual(["::1", true]);
    await expect(TcpListener.bind(listener.localAddr())).rejects.toMatchObject({
      name: "NetworkError",
      code: "EADDRINUSE",
    });
    await expect(TcpListener.bind("localhost:80")).rejects.toThrow(RangeError);
    listener.close();
    expect(() => listener.localAddr()).toThrow(expect.objectContaining({ code: "EBADF" }));
  });

  it("resets what is too much to wait, and counts it", async () => {
    const watch = new Watch();
    const listener = mine(await TcpListener.bind(LOOPBACK, { queue: 1 }));
    const clients = [0, 1, 2].map((i) => {
      const client = mine(TcpStream.connect(listener.localAddr()));
      watch.poll.registry.register(client, Token(i), Interest.READABLE);
      return client;
    });
    let resets = 0;
    while (resets < 2) {
      await within("a reset", watch.poll.poll(watch.events));
      for (const event of watch.events) {
        if (!event.isError) continue;
        expect(clients[event.token]?.takeError()?.code).toBe("ECONNRESET");
        resets += 1;
      }
    }
    expect(listener.dropped).toBe(2);
    mine(got(listener.accept())[0]);
    expect(listener.accept()).toBe(WOULD_BLOCK);
  });
});

describe("MO-31 a TCP stream", () => {
  it("reads into the caller's bytes, as many as there are and as there is room for", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    const into = new Uint8Array(4);
    expect(server.read(into)).toBe(WOULD_BLOCK);
    expect(client.write(text("abcdefg"))).toBe(7);
    expect(await watch.next()).toEqual(["Event(1: READABLE)"]);
    expect(server.peek(into.subarray(0, 2))).toBe(2);
    expect(server.peek(into)).toBe(4);
    expect(server.read(into.subarray(0, 1))).toBe(1);
    expect(server.read(into)).toBe(4);
    expect(Buffer.from(into).toString()).toBe("bcde");
    expect(server.peek(new Uint8Array(9))).toBe(2);
    expect(server.readVectored([into.subarray(0, 1), into.subarray(1, 1), into.subarray(1)])).toBe(
      2,
    );
    expect(Buffer.from(into).toString()).toBe("fgde");
    expect(server.read(new Uint8Array(0))).toBe(0);
    expect(server.peek(into)).toBe(WOULD_BLOCK);
    expect(server.readVectored([into])).toBe(WOULD_BLOCK);
  });

  it("writes as far as there is room, and says how far: nothing is held beyond it", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(client, Token(1), Interest.WRITABLE);
    expect(await watch.next()).toEqual(["Event(1: WRITABLE)"]);
    const bytes = pattern(1 << 20);
    let sent = 0;
    while (sent < bytes.length) {
      const count = client.write(bytes.subarray(sent));
      if (count === WOULD_BLOCK) break;
      expect(count).toBeLessThanOrEqual(client.inner.writableHighWaterMark);
      sent += count;
    }
    expect(sent).toBeGreaterThan(0);
    expect(client.inner.writableLength).toBeLessThanOrEqual(client.inner.writableHighWaterMark);
    // Whatever the caller does to its bytes now is not sent.
    const expected = Buffer.from(bytes.subarray(0, sent));
    bytes.fill(0);
    watch.poll.registry.register(server, Token(2), Interest.READABLE);
    const parts: Buffer[] = [];
    for (let count = 0; count < sent;) {
      await watch.until("bytes", 2);
      const { bytes: some } = drain(server);
      parts.push(some);
      count += some.length;
    }
    expect(Buffer.concat(parts).equals(expected)).toBe(true);
  });

  it("gives 10 MB through tiny reads and partial writes, every byte in its place", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(client, Token(1), Interest.WRITABLE);
    watch.poll.registry.register(server, Token(2), Interest.READABLE);
    const bytes = pattern(10_000_000);
    const received = Buffer.alloc(bytes.length);
    const into = new Uint8Array(113);
    let [sent, count, isEnd] = [0, 0, false];
    const send = (): void => {
      while (sent < bytes.length) {
        const size = client.write(bytes.subarray(sent, sent + 99_991));
        if (size === WOULD_BLOCK) return;
        sent += size;
      }
      client.shutdown("write");
    };
    while (!isEnd) {
      await within("an event", watch.poll.poll(watch.events));
      for (const event of watch.events) {
        if (event.token === 1 && event.isWritable && sent < bytes.length) send();
        if (event.token !== 2) continue;
        for (let size = server.read(into); ; size = server.read(into)) {
          if (typeof size !== "number") break;
          isEnd = size === 0;
          if (isEnd) break;
          received.set(into.subarray(0, size), count);
          count += size;
        }
      }
    }
    expect(count).toBe(bytes.length);
    expect(received.equals(bytes)).toBe(true);
  });

  it("writes vectored, as far as there is room", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(server, Token(2), Interest.READABLE);
    expect(client.writeVectored([text("ab"), text(""), text("cde")])).toBe(5);
    await watch.until("bytes", 2);
    expect(drain(server).bytes.toString()).toBe("abcde");
    const room = client.inner.writableHighWaterMark;
    const large = new Uint8Array(8 * 1024 * 1024);
    for (;;) {
      const count = client.writeVectored([large, text("never")]);
      if (count === WOULD_BLOCK) break;
      expect(count).toBeLessThanOrEqual(room);
    }
  });

  it("shuts down writing: the peer reads what was written, then 0; the other direction lives", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    client.write(text("last"));
    client.shutdown("write");
    expect(() => client.write(text("x"))).toThrow(expect.objectContaining({ code: "EPIPE" }));
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    const parts: string[] = [];
    for (let isEnd = false; !isEnd;) {
      const event = await watch.until("bytes or the end", 1);
      const all = drain(server);
      parts.push(all.bytes.toString());
      isEnd = all.isEnd;
      expect(event.isReadClosed).toBe(isEnd);
    }
    expect(parts.join("")).toBe("last");
    expect(server.read(new Uint8Array(1))).toBe(0);
    watch.poll.registry.register(client, Token(2), BOTH);
    server.write(text("answer"));
    await watch.until("the answer", 2, (event) => event.isReadable);
    expect(drain(client).bytes.toString()).toBe("answer");
  });

  it("shuts down reading: it answers 0, what comes is thrown away, writing lives", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    client.write(text("early"));
    watch.poll.registry.register(server, Token(1), Interest.READABLE);
    watch.poll.registry.register(client, Token(2), Interest.READABLE);
    await watch.until("bytes", 1);
    server.shutdown("read");
    expect(server.read(new Uint8Array(9))).toBe(0);
    expect(await watch.next()).toEqual(["Event(1: READABLE | READ_CLOSED)"]);
    client.write(text("late"));
    server.write(text("still here"));
    await watch.until("bytes", 2);
    expect(drain(client).bytes.toString()).toBe("still here");
    expect(server.read(new Uint8Array(9))).toBe(0);
    expect(server.peek(new Uint8Array(9))).toBe(0);
  });

  it("has the options that node:net has, and says which it has not", async () => {
    const { client, server, listener } = await connected();
    expect(client.nodelay()).toBe(false);
    client.setNodelay(true);
    expect(client.nodelay()).toBe(true);
    const refused = expect.objectContaining({ name: "NetworkError", code: "ENOTSUP" }) as Error;
    for (const source of [client, server, listener]) {
      expect(() => source.ttl()).toThrow(refused);
      expect(() => source.setTtl(64)).toThrow(refused);
    }
    expect(() => client.setNodelay(Object("yes") as boolean)).toThrow(TypeError);
    expect(() => client.read(Object("bytes") as Uint8Array)).toThrow(TypeError);
    expect(() => client.shutdown("all" as "both")).toThrow(RangeError);
  });

  it("that is reset throws what is waiting once, after what came before it", async () => {
    const { client, server } = await connected();
    const watch = new Watch();
    watch.poll.registry.register(client, Token(1), Interest.READABLE);
    server.inner.resetAndDestroy();
    const event = await watch.until("the reset", 1);
    expect([event.isError, event.isReadClosed, event.isWriteClosed]).toEqual([true, true, true]);
    expect(() => client.read(new Uint8Array(1))).toThrow(NetworkError);
    expect(client.takeError()).toBeUndefined();
    expect(client.read(new Uint8Array(1))).toBe(0);
    expect(() => client.write(text("x"))).toThrow(expect.objectContaining({ code: "EPIPE" }));
  });
});

describe("MO-32 the six steps of connecting", () => {
  it("connect, register writable, wait, takeError, peerAddr, use", async () => {
    const listener = mine(await TcpListener.bind(LOOPBACK));
    const watch = new Watch();
    const stream = mine(TcpStream.connect(listener.localAddr())); // 1
    expect(() => stream.peerAddr()).toThrow(expect.objectContaining({ code: "ENOTCONN" }));
    expect(() => stream.shutdown("write")).toThrow(expect.objectContaining({ code: "ENOTCONN" }));
    expect(stream.write(text("too early"))).toBe(WOULD_BLOCK);
    expect(stream.read(new Uint8Array(1))).toBe(WOULD_BLOCK);
    watch.poll.registry.register(stream, Token(3), Interest.WRITABLE); // 2
    expect(await watch.next()).toEqual(["Event(3: WRITABLE)"]); // 3
    expect(stream.takeError()).toBeUndefined(); // 4
    expect(String(stream.peerAddr())).toBe(String(listener.localAddr())); // 5
    expect(stream.write(text("hello"))).toBe(5); // 6
  });

  it("a port where nobody listens: writable and an error, which takeError tells", async () => {
    const listener = await TcpListener.bind(LOOPBACK);
    const addr = listener.localAddr();
    listener.close();
    const watch = new Watch();
    const stream = mine(TcpStream.connect(addr));
    watch.poll.registry.register(stream, Token(3), Interest.WRITABLE);
    const event = await watch.until("the refusal", 3);
    expect([event.isWritable, event.isError]).toEqual([true, true]);
    expect(stream.takeError()).toMatchObject({ name: "NetworkError", code: "ECONNREFUSED" });
    expect(stream.takeError()).toBeUndefined();
    expect(() => stream.peerAddr()).toThrow(expect.objectContaining({ code: "ENOTCONN" }));
  });
});
