import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  DuplexSource,
  Interest,
  Receiver,
  Sender,
  SourceFd,
  Token,
  UnixDatagram,
  UnixListener,
  UnixStream,
  WOULD_BLOCK,
  pipe,
} from "../../src/poll.js";
import { within } from "../support/events.js";
import { pattern } from "../support/sockets.js";
import { BOTH, Watch, drain, got, mine, text } from "./support.js";

describe("MO-34 MO-35 Unix sockets", () => {
  it("echo: a listener at a path, a stream that dials it", async () => {
    const directory = await mkdtemp(join(tmpdir(), "millrace-poll-"));
    try {
      const path = join(directory, "echo");
      const watch = new Watch();
      const listener = mine(await UnixListener.bind(path));
      expect(listener.localAddr().path).toBe(path);
      await expect(UnixListener.bind(path)).rejects.toMatchObject({ code: "EADDRINUSE" });
      watch.poll.registry.register(listener, Token(0), Interest.READABLE);
      const client = mine(UnixStream.connect(path));
      watch.poll.registry.register(client, Token(1), BOTH);
      await watch.until("a connection", 0);
      const [server, address] = got(listener.accept());
      mine(server);
      expect([address.isUnnamed, String(address)]).toEqual([true, "(unnamed)"]);
      expect([server.localAddr().path, server.peerAddr().isUnnamed]).toEqual([path, true]);
      expect([client.peerAddr().path, client.localAddr().isUnnamed]).toEqual([path, true]);
      watch.poll.registry.register(server, Token(2), Interest.READABLE);
      while (client.write(text("through a path")) === WOULD_BLOCK) await watch.until("room", 1);
      await watch.until("bytes", 2);
      const into = new Uint8Array(64);
      server.write(into.subarray(0, got(server.read(into))));
      await watch.until("the echo", 1, (event) => event.isReadable);
      expect(drain(client).bytes.toString()).toBe("through a path");
      expect(listener.accept()).toBe(WOULD_BLOCK);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("says what is wrong with a path", async () => {
    await expect(UnixListener.bind("/nowhere/at/all")).rejects.toMatchObject({
      name: "NetworkError",
      // Node says EACCES of a directory that is none, Bun and Deno ENOENT.
      code: expect.stringMatching(/^(EACCES|ENOENT)$/) as unknown,
    });
    const watch = new Watch();
    const stream = mine(UnixStream.connect("/nowhere/at/all"));
    watch.poll.registry.register(stream, Token(1), Interest.WRITABLE);
    await watch.until("the refusal", 1, (event) => event.isError);
    expect(stream.takeError()).toMatchObject({ code: "ENOENT" });
  });

  it("come in pairs, which are one connection: all of it, and its end", async () => {
    const watch = new Watch();
    const [one, other] = UnixStream.pair();
    mine(one);
    mine(other);
    watch.poll.registry.register(one, Token(1), BOTH);
    watch.poll.registry.register(other, Token(2), Interest.READABLE);
    const bytes = pattern(300_000);
    const parts: Buffer[] = [];
    let [sent, isEnd] = [0, false];
    while (!isEnd) {
      await within("an event", watch.poll.poll(watch.events));
      for (const event of watch.events) {
        if (event.token === 2) {
          const all = drain(other);
          parts.push(all.bytes);
          isEnd = all.isEnd;
        } else if (event.isWritable && sent < bytes.length) {
          for (;;) {
            const size = one.write(bytes.subarray(sent));
            if (size === WOULD_BLOCK) break;
            sent += size;
            if (sent < bytes.length) continue;
            one.shutdown("write");
            break;
          }
        }
      }
    }
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    expect(String(one.localAddr())).toBe("(unnamed)");
  });
});

describe("MO-37 pipes", () => {
  it("a child's stdin and stdout are sources; its end is theirs", async () => {
    const script =
      "process.stdin.on('data', (some) => process.stdout.write(String(some).toUpperCase()))";
    const child = spawn(process.execPath, ["-e", script]);
    const watch = new Watch();
    const stdin = mine(new Sender(child.stdin));
    const stdout = mine(new Receiver(child.stdout));
    watch.poll.registry.register(stdin, Token(0), Interest.WRITABLE);
    watch.poll.registry.register(stdout, Token(1), Interest.READABLE);
    await watch.until("room", 0, (event) => event.isWritable);
    expect(stdin.write(text("quiet words"))).toBe(11);
    expect(stdout.peek(new Uint8Array(1))).toBe(WOULD_BLOCK);
    let said = "";
    while (said.length < 11) {
      await watch.until("an answer", 1);
      said += drain(stdout).bytes.toString();
    }
    expect(said).toBe("QUIET WORDS");
    stdin.close();
    const event = await watch.until("the end", 1);
    expect([event.isReadable, event.isReadClosed]).toEqual([true, true]);
    expect(stdout.read(new Uint8Array(1))).toBe(0);
  });

  it("a child that goes away closes its stdin", async () => {
    const child = spawn(process.execPath, [
      "-e",
      "process.stdin.once('data', () => process.exit())",
    ]);
    const watch = new Watch();
    const stdin = mine(new Sender(child.stdin));
    watch.poll.registry.register(stdin, Token(0), Interest.WRITABLE);
    stdin.write(text("go"));
    const event = await watch.until("the end", 0, ({ isWriteClosed }) => isWriteClosed);
    expect(event.isWritable).toBe(true);
    stdin.takeError();
    expect(() => stdin.write(text("x"))).toThrow(expect.objectContaining({ code: "EPIPE" }));
  });

  it("within the process: full at its mark, writable when read, closed at both ends", async () => {
    const watch = new Watch();
    const [sender, receiver] = pipe();
    mine(sender);
    mine(receiver);
    watch.poll.registry.register(sender, Token(0), Interest.WRITABLE);
    watch.poll.registry.register(receiver, Token(1), Interest.READABLE);
    await watch.until("room", 0);
    let sent = 0;
    for (let size = sender.write(pattern(10_000)); size !== WOULD_BLOCK;) {
      sent += size;
      size = sender.write(pattern(10_000));
    }
    expect(sent).toBeGreaterThan(0);
    let count = 0;
    while (count < sent) {
      await watch.until("bytes", 1);
      count += drain(receiver).bytes.length;
    }
    await watch.until("room", 0);
    receiver.close();
    const event = await watch.until("the end", 0, ({ isWriteClosed }) => isWriteClosed);
    expect(event.token).toBe(0);
    expect(() => sender.write(text("x"))).toThrow(expect.objectContaining({ code: "EPIPE" }));
  });
});

describe("MO-36 MO-38 what Node cannot do is refused, and says so", () => {
  it.each([
    ["UnixDatagram.bind", () => UnixDatagram.bind("/tmp/never"), "node:dgram has UDP only"],
    ["UnixDatagram.unbound", () => UnixDatagram.unbound(), "node:dgram has UDP only"],
    ["UnixDatagram.pair", () => UnixDatagram.pair(), "node:dgram has UDP only"],
    ["SourceFd", () => SourceFd(0), "Node watches no descriptors of others"],
    ["Interest.PRIORITY", () => Interest.PRIORITY, "Node shows no out-of-band data"],
    ["Interest.AIO", () => Interest.AIO, "Node has no POSIX asynchronous I/O"],
    ["Interest.LIO", () => Interest.LIO, "Node has no POSIX asynchronous I/O"],
  ] as const)("%s", (name, attempt, reason) => {
    expect(attempt).toThrow(expect.objectContaining({ name: "NetworkError", code: "ENOTSUP" }));
    expect(attempt).toThrow(name);
    expect(attempt).toThrow(reason);
  });

  it("streams of objects or text are no sources", () => {
    const [one] = UnixStream.pair();
    const inner = mine(one).intoInner();
    inner.setEncoding("utf8");
    expect(() => new DuplexSource(inner)).toThrow(
      new TypeError('"stream" expected one of bytes, got DuplexSide'),
    );
    inner.destroy();
  });
});
