import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex, Writable } from "node:stream";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { describe, expect, it } from "vitest";
import { type Connection, type Handler, lengthPrefixed } from "../../src/index.js";
import type { AnyDuplex } from "../../src/index.js";
import { memoryPair } from "../../src/testing.js";
import { identity } from "../support/certificates.js";
import { Journal, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { framed, pattern } from "../support/sockets.js";
import { duplexPair, useEngines } from "./streams.js";

const framing = lengthPrefixed(4);
const MIB = 2 ** 20;

/** Two ends of one connection. */
interface Ends {
  readonly near: AnyDuplex;
  readonly far: AnyDuplex;
  /** Whatever stands behind them goes. */
  close(): void;
}

async function sockets(server: Server, dial: () => Socket): Promise<Ends> {
  const near = dial();
  const [far] = (await within("a socket", once(server, "connection"))) as [Socket];
  await within("a connection", Promise.resolve(near.connecting && once(near, "connect")));
  return { near, far, close: () => server.close() };
}

async function tcp(): Promise<Ends> {
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await within("a listener", once(server, "listening"));
  const { port } = server.address() as AddressInfo;
  return sockets(server, () => connect(port, "127.0.0.1"));
}

async function unix(): Promise<Ends> {
  const directory = await mkdtemp(join(tmpdir(), "millrace-"));
  const path = join(directory, "s");
  const server = createServer({ pauseOnConnect: true }).listen(path);
  await within("a listener", once(server, "listening"));
  const ends = await sockets(server, () => connect(path));
  server.on("close", () => void rm(directory, { recursive: true }));
  return ends;
}

async function tls(): Promise<Ends> {
  const own = await identity("millrace.test");
  const server = createTlsServer(own).listen(0, "127.0.0.1");
  await within("a listener", once(server, "listening"));
  const { port } = server.address() as AddressInfo;
  const near = connectTls({ port, host: "127.0.0.1", ca: own.cert });
  const [far] = (await within("a session", once(server, "secureConnection"))) as [Socket];
  return { near, far, close: () => server.close() };
}

const memory = (): Ends => {
  const [near, far] = duplexPair();
  return { near, far, close: () => undefined };
};

const web = (): Ends => {
  const [near, far] = memoryPair();
  return { near, far, close: () => undefined };
};

const KINDS: readonly { readonly kind: string; readonly make: () => Ends | Promise<Ends> }[] = [
  { kind: "a TCP socket", make: tcp },
  { kind: "a Unix socket", make: unix },
  { kind: "a TLS socket", make: tls },
  { kind: "two Duplex streams in memory", make: memory },
  { kind: "a pair of web streams", make: web },
];

const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

describe.each(KINDS)("a protocol engine over $kind", ({ kind, make }) => {
  const engines = useEngines();

  it("brings frames of all sizes to and fro, in order", async () => {
    const ends = await make();
    const sizes = [0, 1, 4_096, 70_000, 3 * MIB, 5];
    const got: Buffer[] = [];
    engines().engine({ framing }, echo).manage(ends.far);
    const client = engines().engine(
      { framing },
      { onFrame: (_, frame) => void got.push(Buffer.from(frame.copy())) },
    );
    const connection = client.manage(ends.near);
    const payloads = sizes.map((size, i) => pattern(size, i));
    for (const payload of payloads) connection.send(payload);
    await until("all frames back", () => got.length === sizes.length);
    expect(got.every((frame, i) => frame.equals(payloads[i] ?? Buffer.alloc(0)))).toBe(true);
    ends.close();
  });

  it("tells onConnect first and onDisconnect last, each once, with a session of its own", async () => {
    const ends = await make();
    const journal = new Journal();
    const handler: Handler<unknown, string, { readonly name: string }> = {
      onConnect: ({ session }) => journal.note(`${session.name} connect`),
      onFrame: ({ session }) => journal.note(`${session.name} frame`),
      onError: (_, error) => journal.note(`error ${String(error)}`),
      onDisconnect: ({ session }, { code }) => journal.note(`${session.name} ${code}`),
    };
    const createSession = (): { readonly name: string } => ({ name: "made" });
    const engine = engines().engine<never, string, { readonly name: string }>(
      { framing, createSession },
      handler,
    );
    const far = engine.manage(ends.far, { name: "given" });
    const near = engine.manage(ends.near);
    near.send("one");
    await journal.has("given frame");
    near.close();
    expect(near.state).toBe("closing");
    await within("both ends", Promise.all([near.closed, far.closed]));
    expect(journal.lines.slice(0, 3)).toEqual(["given connect", "made connect", "given frame"]);
    expect(journal.lines.slice(3).sort()).toEqual(["given ended", "made closed"]);
    expect(() => near.send("late")).toThrow("the connection is closed");
    ends.close();
  });

  // Its end is seen by those who hear of it.
  const hearsEnd = can.tellTlsEnd || kind !== "a TLS socket";
  it.skipIf(!hearsEnd)("loses nothing when FIN comes behind a full outbox", async () => {
    const ends = await make();
    const total = 300;
    const frames: number[] = [];
    const isGood: boolean[] = [];
    const engine = engines().engine(
      { framing },
      {
        onFrame: (_, frame) => {
          frames.push(frame.getUint32(0));
          isGood.push(frame.length === 30_000);
        },
      },
    );
    const far = engine.manage(ends.far);
    far.pause();
    const near = engine.manage(ends.near);
    for (let i = 0; i < total; ++i) {
      const payload = pattern(30_000);
      payload.writeUInt32BE(i);
      near.send(payload);
    }
    expect(near.bufferedBytes).toBeGreaterThan(MIB);
    near.close();
    far.resume();
    await within("both ends", Promise.all([near.closed, far.closed]));
    expect(frames).toEqual(Array.from({ length: total }, (_, i) => i));
    expect(isGood.includes(false)).toBe(false);
    ends.close();
  });

  it("holds a sender back while the reader pauses, and tells it once when there is room", async () => {
    const ends = await make();
    const journal = new Journal();
    const engine = engines().engine(
      { framing, highWaterMark: "64 KiB" },
      { onWritable: () => journal.note("writable") },
    );
    const far = engine.manage(ends.far);
    far.pause();
    const near = engine.manage(ends.near);
    const payload = pattern(50_000);
    let sent = 0;
    while (near.send(payload)) await until(`frame ${++sent}`, () => near.state === "open");
    expect(near.bufferedBytes).toBeGreaterThanOrEqual(65_536);
    const before = far.stats().heldBytes;
    expect(before).toBeLessThan(2 * MIB);
    far.resume();
    await journal.has("writable");
    await within("room", near.writable());
    await within("all to be taken", near.flush());
    expect(journal.count("writable")).toBe(1);
    ends.close();
  });

  it("reports what a handler throws, and closes its connection alone", async () => {
    const ends = await make();
    const journal = new Journal();
    const engine = engines().engine(
      { framing },
      {
        onFrame: () => {
          throw new Error("of the handler");
        },
        onError: (_, error) => journal.note(String(error)),
        onDisconnect: ({ id }, { code }) => journal.note(`${names.get(id) ?? ""} ${code}`),
      },
    );
    const names = new Map<Connection["id"], string>();
    const far = engine.manage(ends.far);
    const near = engine.manage(ends.near);
    names.set(far.id, "far").set(near.id, "near");
    near.send("x");
    await within("both ends", Promise.all([near.closed, far.closed]));
    expect(journal.lines[0]).toBe("Error: of the handler");
    expect(journal.lines.slice(1).sort()).toEqual(["far handler-error", "near ended"]);
    ends.close();
  });

  it("aborts one end at once; the other hears of it", async () => {
    const ends = await make();
    const engine = engines().engine({ framing }, {});
    const far = engine.manage(ends.far);
    const near = engine.manage(ends.near);
    near.abort();
    expect((await within("the abort", near.closed)).code).toBe("aborted");
    const { code } = await within("the other end", far.closed);
    expect(["network-error", "ended"]).toContain(code);
    ends.close();
  });

  it("shuts down gracefully: what was sent arrives, and everything is home", async () => {
    const ends = await make();
    const journal = new Journal();
    const server = engines().engine(
      { framing },
      {
        onFrame: (_, frame) => journal.note(`${frame.length}`),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    server.manage(ends.far);
    const client = engines().engine({ framing }, {});
    client.manage(ends.near).send(pattern(500_000));
    await within("the shutdown", client.shutdown());
    expect(client.connectionCount).toBe(0);
    await journal.has("ended");
    expect(journal.lines).toEqual(["500000", "ended"]);
    expect(() => client.manage(memory().near)).toThrow("the engine is shut down");
    ends.close();
  });
});

describe("a protocol engine over TLS", () => {
  const engines = useEngines();

  it("says that the connection is secure, and what is known of it", async () => {
    const ends = await tls();
    const engine = engines().engine({ framing }, {});
    engine.manage(ends.far);
    const connection = engine.manage(ends.near);
    expect(connection.isSecure).toBe(true);
    expect(connection.tls?.protocol).toBe("TLSv1.3");
    expect(connection.remoteAddress?.address).toBe("127.0.0.1");
    ends.close();
  });
});

describe("a protocol engine over the pipes of a child process", () => {
  const engines = useEngines();

  it("gets back what it sent, and the end when the child has gone", async () => {
    const child = spawn(process.execPath, ["-e", "process.stdin.pipe(process.stdout)"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const got: Buffer[] = [];
    const handler: Handler = { onFrame: (_, frame) => void got.push(Buffer.from(frame.copy())) };
    const connection = engines()
      .engine({ framing }, handler)
      .manage(Duplex.from({ readable: child.stdout, writable: child.stdin }));
    const sizes = [10, 0, 100_000, MIB];
    for (const [i, size] of sizes.entries()) connection.send(pattern(size, i));
    await until("all frames back", () => got.length === sizes.length);
    expect(got.every((frame, i) => frame.equals(pattern(sizes[i] ?? 0, i)))).toBe(true);
    child.kill();
    const { code } = await within("the end", connection.closed);
    expect(["ended", "network-error"]).toContain(code);
  });

  it("fails with a partial frame when the child dies in the middle of one", async () => {
    const wire = `process.stdout.write(Buffer.from(${JSON.stringify([...framed("whole"), 0, 0, 0, 9, 1])}))`;
    const child = spawn(process.execPath, ["-e", wire], { stdio: ["ignore", "pipe", "inherit"] });
    const journal = new Journal();
    // Not the child's own input: which of its pipes is seen to end first is the system's to say.
    const writable = new Writable({ write: (_chunk, _encoding, done) => done() });
    const connection = engines()
      .engine(
        { framing },
        {
          onFrame: (_, frame) => journal.note(frame.text()),
          onError: (_, error) => journal.note((error as Error).name),
        },
      )
      .manage(Duplex.from({ readable: child.stdout, writable }));
    expect((await within("the end", connection.closed)).code).toBe("protocol-error");
    expect(journal.lines).toEqual(["whole", "IncompleteFrameError"]);
  });
});
