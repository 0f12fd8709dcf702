import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { type AddressInfo, type Socket, createServer } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BlockingLink, connect, listen } from "../../src/blocking/index.js";
import {
  ConnectionClosedError,
  NetworkError,
  TimeoutError,
  bytesCodec,
  lengthPrefixed,
  lines,
  textCodec,
} from "../../src/index.js";
import { root, scratch } from "../package/consumer.js";

const codec = textCodec(lines());
let directory: string;

beforeAll(async () => {
  directory = await scratch();
  // As a user's bundler would: one file, of the sources as they are.
  await build({
    entryPoints: [join(root, "src/blocking/index.ts"), join(root, "src/codec.ts")],
    outdir: directory,
    outbase: join(root, "src"),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    outExtension: { ".js": ".mjs" },
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Runs a script in a process of its own; answers what it printed, and the milliseconds of CPU it took. */
async function run(script: string): Promise<{ lines: string[]; code: number | null }> {
  const file = join(directory, "script.mjs");
  const imports = `import { connect, listen } from "./blocking/index.mjs";
    import { lines, textCodec } from "./codec.mjs";
    const codec = textCodec(lines());\n`;
  await writeFile(file, imports + script);
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { lines: text.trimEnd().split("\n"), code };
}

/** An echo server in this process. */
async function echoServer(): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

// LK-70
describe("a synchronous script, bundled and minified", () => {
  it("talks to a server, and ends by itself when it has closed", async () => {
    const { port, close } = await echoServer();
    const { lines, code } = await run(`
      const link = connect({ port: ${port}, codec });
      for (const text of ["one", "two", "three"]) {
        link.send(text);
        console.log(link.recv({ timeoutMs: 10_000 }));
      }
      link.close();
      console.log("closed");
    `);
    close();
    expect(lines).toEqual(["one", "two", "three", "closed"]);
    expect(code).toBe(0);
  });

  it("ends also where it has forgotten to close", async () => {
    const { port, close } = await echoServer();
    const { lines, code } = await run(`
      const listener = listen({ codec });
      const link = connect({ port: ${port}, codec });
      link.send("and gone");
      console.log(link.recv({ timeoutMs: 10_000 }));
    `);
    close();
    expect([lines, code]).toEqual([["and gone"], 0]);
  });

  it("takes no CPU while it waits, in any of its threads", async () => {
    const { port, close } = await echoServer();
    const { lines } = await run(`
      const link = connect({ port: ${port}, codec });
      const before = process.cpuUsage();
      try {
        link.recv({ timeoutMs: 1_000 });
      } catch (error) {
        const { user, system } = process.cpuUsage(before);
        console.log(error.code, (user + system) / 1_000 < 500);
      }
      link.close();
    `);
    close();
    expect(lines).toEqual(["timeout true"]);
  });

  it("serves clients with listen, accept and for...of", async () => {
    const { lines } = await run(`
      const listener = listen({ codec, spinMs: 1 });
      const one = connect({ port: listener.address.port, codec });
      one.send("a");
      one.send("b");
      const link = listener.accept({ timeoutMs: 10_000 });
      one.close();
      for (const message of link) console.log(message);
      link.close();
      listener.close();
    `);
    expect(lines).toEqual(["a", "b"]);
  });
});

/** A peer on a thread of its own that reads nothing until it is told to. */
async function deafPeer(): Promise<{ port: number; listen: () => void; total: Promise<number> }> {
  const source = `
    const { createServer } = require("node:net");
    const { parentPort } = require("node:worker_threads");
    const server = createServer((socket) => {
      server.close();
      let total = 0;
      socket.pause();
      socket.on("data", (chunk) => (total += chunk.length));
      socket.on("end", () => parentPort.postMessage(total));
      parentPort.once("message", () => socket.resume());
    }).listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
  `;
  const worker = new Worker(source, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const total = once(worker, "message").then(([count]) => {
    void worker.terminate();
    return Number(count);
  });
  return { port, listen: () => worker.postMessage("listen"), total };
}

describe("a blocking link", () => {
  it("times out where the peer does not read; isQueued says what became of the message", async () => {
    const { port, listen: resume, total } = await deafPeer();
    const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
    const link = connect({ port, codec: bytesCodec(framing) });
    const chunk = new Uint8Array(60_000);
    let sent = 0;
    let error: unknown;
    while (error === undefined) {
      try {
        link.send(chunk, { timeoutMs: 200 });
        sent += chunk.length + 4;
      } catch (cause) {
        error = cause;
      }
    }
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ isQueued: false });
    resume();
    // A message larger than the ring waits until it is written, whole.
    const huge = new Uint8Array(4 * 2 ** 20);
    link.send(huge);
    link.close();
    expect(await total).toBe(sent + huge.length + 4);
  });

  it("says of a large message whose time is over that it is under way", async () => {
    const { port, listen: resume, total } = await deafPeer();
    const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
    const link = connect({ port, codec: bytesCodec(framing) });
    const huge = new Uint8Array(32 * 2 ** 20);
    let error: unknown;
    try {
      link.send(huge, { timeoutMs: 50 });
    } catch (cause) {
      error = cause;
    }
    expect(error).toMatchObject({ code: "timeout", isQueued: true });
    resume();
    link.close();
    expect(await total).toBe(huge.length + 4);
  });

  it("has more to read than its ring holds, and loses nothing", () => {
    using listener = listen({ codec });
    using link = connect({ port: listener.address.port, codec });
    using accepted = listener.accept({ timeoutMs: 10_000 });
    const line = "y".repeat(50_000);
    for (let i = 0; i < 40; ++i) accepted.send(`${i} ${line}`, { timeoutMs: 10_000 });
    for (let i = 0; i < 40; ++i) expect(link.recv({ timeoutMs: 10_000 })).toBe(`${i} ${line}`);
  });

  it("throws on the way of an iteration what the peer did wrong", () => {
    using listener = listen({ codec: textCodec(lines({ maxFrameBytes: 8 })) });
    using link = connect({ port: listener.address.port, codec });
    using accepted = listener.accept({ timeoutMs: 10_000 });
    link.send("good");
    link.send("far too long");
    const seen: string[] = [];
    expect(() => {
      for (const message of accepted) seen.push(message);
    }).toThrow(expect.objectContaining({ code: "oversize" }) as Error);
    expect(seen).toEqual(["good"]);
    expect(() => accepted.send("x")).toThrow();
  });

  it("is taken for dead when it is silent for too long; beats keep it, whoever computes", () => {
    using listener = listen({ codec, heartbeat: { toleranceMs: 100 } });
    const { port } = listener.address;
    using silent = connect({ port, codec });
    using lively = connect({ port, codec, heartbeat: { intervalMs: 10, message: "beat" } });
    const first = listener.accept({ timeoutMs: 10_000 });
    const second = listener.accept({ timeoutMs: 10_000 });
    expect(silent).toBeInstanceOf(BlockingLink);
    const dead = first.remoteAddress.port === silent.localAddress.port ? first : second;
    const living = dead === first ? second : first;
    expect(() => dead.recv()).toThrow("the peer was silent for 100 ms");
    for (let i = 0; i < 20; ++i) expect(living.recv()).toBe("beat");
    expect(lively.isConnected).toBe(true);
  });

  it("refuses what is closed, taken, or wrong", () => {
    const listener = listen({ codec });
    const { port } = listener.address;
    expect(() => listen({ codec, port })).toThrow(NetworkError);
    expect(() => connect({ codec, port: 0 })).toThrow(RangeError);
    const link = connect({ codec, port });
    link.close();
    expect(() => link.send("x")).toThrow(ConnectionClosedError);
    expect(() => link.recv()).toThrow(ConnectionClosedError);
    listener.close();
    expect(() => listener.accept()).toThrow(ConnectionClosedError);
    expect(() => connect({ codec, port })).toThrow(/could not be reached/);
  });
});

/** Asks until there is an answer. */
function answer<Status extends { readonly status: string }>(ask: () => Status): Status {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const status = ask();
    if (status.status !== "would-block") return status;
    if (performance.now() > deadline) throw new Error("no answer came");
  }
}

// LK-20..33, as far as nothing blocks.
describe("without blocking", () => {
  it("a link is accepted, a message received, and the end told, each once it is there", () => {
    using listener = listen({ codec });
    expect(listener.tryAccept()).toEqual({ status: "would-block" });
    using link = connect({ port: listener.address.port, codec });
    const accepted = answer(() => listener.tryAccept());
    if (accepted.status !== "accepted") throw new Error(accepted.status);
    using service = accepted.link;
    expect(service.tryRecv()).toEqual({ status: "would-block" });
    expect([link.trySend("one"), link.trySend("two")]).toEqual([
      { status: "sent" },
      { status: "sent" },
    ]);
    expect(answer(() => service.tryRecv())).toEqual({ status: "received", message: "one" });
    expect(service.recv({ timeoutMs: 10_000 })).toBe("two");
    link.close();
    expect(answer(() => service.tryRecv())).toEqual({
      status: "closed",
      reason: { code: "ended" },
    });
    expect([link.trySend("x"), service.trySend("x")]).toEqual([
      { status: "closed" },
      { status: "closed" },
    ]);
    expect(link.tryRecv()).toEqual({ status: "closed", reason: { code: "closed" } });
    listener.close();
    expect(listener.tryAccept()).toEqual({ status: "closed" });
  });

  it("who is rejected is told once: over maxConnections, or by the handshake", () => {
    const protocol = {
      onConnect(): void {
        throw new Error("not let in");
      },
    };
    using listener = listen({ codec, protocol, maxConnections: 1 });
    const { port } = listener.address;
    using first = connect({ port, codec });
    using second = connect({ port, codec });
    expect(() => second.recv({ timeoutMs: 10_000 })).toThrow(ConnectionClosedError);
    const verdicts = [answer(() => listener.tryAccept()), answer(() => listener.tryAccept())];
    expect(verdicts).toEqual([
      { status: "rejected", error: new Error("not let in") },
      { status: "rejected", error: expect.objectContaining({ code: "slots-exhausted" }) as Error },
    ]);
    expect(listener.tryAccept()).toEqual({ status: "would-block" });
    expect(() => first.recv({ timeoutMs: 10_000 })).toThrow(ConnectionClosedError);
  });

  it("a peer that does not read makes trySend answer would-block; all that was sent arrives", async () => {
    const { port, listen: resume, total } = await deafPeer();
    const hooks: string[] = [];
    const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
    const protocol = { onSend: () => void hooks.push("onSend") };
    const link = connect({ port, codec: bytesCodec(framing), protocol });
    const chunk = new Uint8Array(60_000);
    let sent = 0;
    // What the system takes, it takes at once or not at all: 1,000 refusals in a row are many.
    for (let refusals = 0; refusals < 1_000; ++refusals) {
      if (link.trySend(chunk).status !== "sent") continue;
      ++sent;
      refusals = 0;
    }
    expect(hooks).toHaveLength(sent);
    resume();
    link.close();
    expect(await total).toBe(sent * (chunk.length + 4));
  });

  it("a message larger than the ring is sent, and nothing passes it", async () => {
    const { port, listen: resume, total } = await deafPeer();
    const framing = lengthPrefixed(4, { maxFrameBytes: 64 * 2 ** 20 });
    const link = connect({ port, codec: bytesCodec(framing) });
    const huge = new Uint8Array(32 * 2 ** 20);
    expect(link.trySend(new Uint8Array(1))).toEqual({ status: "sent" });
    expect(link.trySend(huge)).toEqual({ status: "sent" });
    expect(link.trySend(new Uint8Array(1))).toEqual({ status: "would-block" });
    expect(() => link.send(new Uint8Array(1), { timeoutMs: 1 })).toThrow(
      expect.objectContaining({ isQueued: false }) as Error,
    );
    resume();
    link.send(new Uint8Array(2), { timeoutMs: 60_000 });
    link.close();
    expect(await total).toBe(5 + huge.length + 4 + 6);
  });

  it("bytes that are no message end the link, and tryRecv says why", () => {
    using listener = listen({ codec: textCodec(lines({ maxFrameBytes: 8 })) });
    using link = connect({ port: listener.address.port, codec });
    using accepted = listener.accept({ timeoutMs: 10_000 });
    link.send("good");
    link.send("far too long");
    expect(answer(() => accepted.tryRecv())).toEqual({ status: "received", message: "good" });
    const end = { status: "closed", reason: { code: "protocol-error" } };
    expect(answer(() => accepted.tryRecv())).toMatchObject(end);
    expect(answer(() => accepted.tryRecv())).toMatchObject(end);
  });
});
