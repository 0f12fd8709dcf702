import { MessageChannel, Worker } from "node:worker_threads";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { type AddressInfo, type Socket, createServer } from "node:net";
import {
  type BytesLike,
  type Connection,
  EngineHandle,
  type Frame,
  type Handler,
  lengthPrefixed,
  lines,
} from "../../src/index.js";
import { Journal, deferred, rejection, turns, until, within } from "../support/events.js";
import { duplexPair, useEngines } from "./streams.js";

const framing = lengthPrefixed(4);

/** A worker that runs this program: `engine` is its handle, `ids` what it was given. */
async function work(program: string, port: MessagePort, ids: readonly number[]): Promise<unknown> {
  const source = `
    import { parentPort, workerData } from "node:worker_threads";
    import { EngineHandle } from "./src/engine/engine-handle.ts";
    const { port, ids } = workerData;
    const run = async (EngineHandle) => { ${program} };
    run(EngineHandle).then((result) => { parentPort.postMessage(result); port.close(); });
  `;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  const worker = new Worker(outputFiles[0]?.text ?? "", {
    eval: true,
    workerData: { port, ids },
    transferList: [port as never],
  });
  const result = deferred<unknown>();
  worker.on("message", result.resolve);
  worker.on("error", result.reject);
  const exited = new Promise((resolve) => worker.on("exit", resolve));
  const answer = await within("the worker", result.promise);
  await within("the worker to exit", exited);
  return answer;
}

describe("an engine that gets commands from a worker", () => {
  const engines = useEngines();

  /** An engine with so many connections in memory; their far ends note what they get. */
  function room(count: number, handler: Handler = {}) {
    const journal = new Journal();
    const server = engines().engine({ framing, pauseReadsWhenBlocked: false }, handler);
    const client = engines().engine<never, string, string>(
      { framing },
      {
        onFrame: ({ session }, frame: { text(): string }) =>
          journal.note(`${session} ${frame.text()}`),
      },
    );
    const connections: Connection[] = [];
    for (let i = 0; i < count; ++i) {
      const [near, far] = duplexPair();
      client.manage(near, `${i}`);
      connections.push(server.manage(far));
    }
    const { port1, port2 } = new MessageChannel();
    server.attach(port1);
    const ids = connections.map(({ id }) => id);
    return { journal, server, connections, ids, port: port2 as unknown as MessagePort };
  }

  it("sends what it is told, answers each command, and broadcasts to all but one", async () => {
    const { journal, ids, port } = room(3);
    const program = `
      const engine = new EngineHandle(port);
      const results = [await engine.send(ids[0], "one"), await engine.send(ids[2], "two")];
      results.push(await engine.broadcast("all"), await engine.broadcast("most", { except: ids[1] }));
      results.push(await engine.send(12345, "nobody"));
      return results;
    `;
    expect(await work(program, port, ids)).toEqual(["sent", "sent", 3, 2, "gone"]);
    await journal.has("2 most");
    expect(journal.lines.filter((line) => line.startsWith("0"))).toEqual([
      "0 one",
      "0 all",
      "0 most",
    ]);
    expect(journal.lines.filter((line) => line.startsWith("1"))).toEqual(["1 all"]);
    expect(journal.lines.filter((line) => line.startsWith("2"))).toEqual([
      "2 two",
      "2 all",
      "2 most",
    ]);
  });

  it("never has more commands in flight than are allowed, and takes 20,000 in order", async () => {
    const { journal, ids, port } = room(1);
    const program = `
      const engine = new EngineHandle(port, { maxInFlight: 64 });
      let refused = 0, most = 0;
      for (let i = 0; i < 20_000; ++i) {
        while (engine.send(ids[0], String(i)) === false) {
          ++refused;
          most = Math.max(most, engine.inFlight);
          await engine.ready();
        }
      }
      return { isHeldBack: refused > 0, most };
    `;
    expect(await work(program, port, ids)).toEqual({ isHeldBack: true, most: 64 });
    await journal.has("0 19999");
    expect(journal.lines).toEqual(Array.from({ length: 20_000 }, (_, i) => `0 ${i}`));
  });

  it("shuts down when it is told to, and answers when everything is home", async () => {
    const { server, connections, ids, port } = room(2);
    const program = `
      const engine = new EngineHandle(port);
      engine.send(ids[0], "last words");
      await engine.shutdown({ graceMs: 1000 });
      return "down";
    `;
    expect(await work(program, port, ids)).toBe("down");
    expect(connections.map(({ state }) => state)).toEqual(["closed", "closed"]);
    expect(server.connectionCount).toBe(0);
    expect(() => server.attach(port)).toThrow("the engine is shut down");
  });

  it("outlives every bad command: each is refused, and the next good one works", async () => {
    const journal = new Journal();
    const { ids, port } = room(1, { onError: (_, error) => journal.note(String(error)) });
    const answers: unknown[] = [];
    port.addEventListener("message", (event) => answers.push(event.data));
    port.start();
    for (const bad of [null, "x", 5, [], {}, { sequence: "1", command: "send" }])
      port.postMessage(bad);
    const bad = [
      { command: "explode" },
      { command: "send", id: "1", message: "x" },
      { command: "send", id: -1, message: "x" },
      { command: "send", id: ids[0], message: { no: "message" } },
      { command: "broadcast", message: 5 },
      { command: "shutdown", graceMs: -1 },
    ];
    bad.forEach((command, i) => port.postMessage({ ...command, sequence: i }));
    port.postMessage({ command: "send", id: ids[0], message: "good", sequence: 99 });
    await until("all answers", () => answers.length === bad.length + 1);
    const names = answers.map((answer) => {
      const { fault, result } = answer as { fault?: { name: string }; result?: unknown };
      return fault?.name ?? result;
    });
    const types = ["TypeError", "TypeError", "RangeError", "TypeError", "TypeError"];
    expect(names).toEqual([...types, "RangeError", "sent"]);
    expect(journal.count("TypeError")).toBe(6);
    port.close();
  });
});

describe("an engine that gets streams of a worker", () => {
  const engines = useEngines();

  /** An engine of lines, with an end of a channel for a worker, and a peer that the worker dials. */
  async function exchange(handler: Handler<Frame, BytesLike, string | undefined>) {
    const server = createServer({ allowHalfOpen: true });
    const accepted = deferred<Socket>();
    server.on("connection", accepted.resolve);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const engine = engines().engine<Frame, BytesLike, string | undefined>(
      { framing: lines(), createSession: () => undefined },
      handler,
    );
    const { port1, port2 } = new MessageChannel();
    engine.attach(port1);
    const { port } = server.address() as AddressInfo;
    return { engine, server, accepted, ids: [port], port: port2 as unknown as MessagePort };
  }

  const DIAL = `
    const { connect } = await import("node:net");
    const socket = connect({ port: ids[0], host: "127.0.0.1", allowHalfOpen: true });
    const gone = new Promise((resolve) => socket.on("close", resolve));
    const engine = new EngineHandle(port);
  `;

  it("frames them as its own, with the session that came along", async () => {
    const journal = new Journal();
    const { server, accepted, ids, port } = await exchange({
      onConnect: ({ session }) => journal.note(`connected ${session}`),
      onFrame: (connection, frame) => {
        journal.note(frame.text());
        connection.send(`${frame.text()} again`);
      },
      onDisconnect: (_, { code }) => journal.note(code),
    });
    const isDone = work(
      `${DIAL} const id = await engine.manage(socket, "worker's"); await gone; return typeof id;`,
      port,
      ids,
    );
    const peer = await within("the worker to dial", accepted.promise);
    const answers: Buffer[] = [];
    peer.on("data", (bytes: Buffer) => answers.push(bytes));
    peer.write("one\ntw");
    await journal.has("one");
    peer.end("o\n");
    await within("the FIN", new Promise((resolve) => peer.on("end", resolve)));
    expect(Buffer.concat(answers).toString()).toBe("one again\ntwo again\n");
    expect(await isDone).toBe("number");
    expect(journal.lines).toEqual(["connected worker's", "one", "two", "ended"]);
    server.close();
  });

  it("sends them no faster than their peers read, and loses nothing", async () => {
    const { engine, server, accepted, ids, port } = await exchange({});
    const isDone = work(
      `${DIAL} await engine.manage(socket); await gone; return "gone";`,
      port,
      ids,
    );
    const peer = await within("the worker to dial", accepted.promise);
    await until("the connection", () => engine.connectionCount === 1);
    const [connection] = [...engine.connections()];
    let sent = 0;
    const line = "x".repeat(9_999);
    while (sent < 2_000 && connection?.send(line) === true) ++sent;
    expect(sent).toBeLessThan(2_000);
    let received = 0;
    peer.on("data", (bytes: Buffer) => (received += bytes.length));
    for (; sent < 2_000; ++sent) if (connection?.send(line) !== true) await connection?.writable();
    connection?.close();
    await within("the FIN", new Promise((resolve) => peer.on("end", resolve)));
    peer.end();
    expect(await isDone).toBe("gone");
    // The one that was answered with false was taken, too.
    expect(received).toBe(2_001 * 10_000);
    server.close();
  });

  it("aborts them, hears of their death, and destroys those it refuses", async () => {
    const journal = new Journal();
    const { engine, server, accepted, ids, port } = await exchange({
      onFrame: (connection) => connection.abort(),
      onError: (_, error) => journal.note(String(error)),
      onDisconnect: (_, { code }) => journal.note(code),
    });
    const program = `${DIAL}
      await engine.manage(socket);
      await gone;
      const other = connect({ port: ids[0], host: "127.0.0.1" });
      const otherGone = new Promise((resolve) => other.on("close", resolve));
      await engine.manage(other);
      await otherGone;
      await engine.broadcast("nobody hears it");
      try { engine.manage("no stream"); } catch (error) { return error.name; }
    `;
    const isDone = work(program, port, ids);
    const peer = await within("the worker to dial", accepted.promise);
    const next = new Promise<Socket>((resolve) => server.once("connection", resolve));
    peer.write("die\n");
    await journal.has("aborted");
    const victim = await within("the worker to dial again", next);
    await until("the connection", () => engine.connectionCount === 1);
    victim.resetAndDestroy();
    await journal.has("network-error");
    expect(await isDone).toBe("TypeError");
    expect(journal.lines[0]).toBe("aborted");
    expect(engine.connectionCount).toBe(0);
    server.close();
  });
});

describe("a handle", () => {
  const engines = useEngines();

  it("rejects what the engine refused with the name and code of its error", async () => {
    const engine = engines().engine({ framing: lengthPrefixed(1) }, {});
    const { id } = engine.manage(duplexPair()[0]);
    const { port1, port2 } = new MessageChannel();
    engine.attach(port1);
    const handle = new EngineHandle(port2);
    const answer = handle.send(id, new Uint8Array(256));
    if (answer === false) throw new Error("there is room");
    const error = await rejection("the refusal", answer);
    expect(error).toMatchObject({ name: "CommandError", reason: "EncodeError", code: "oversize" });
    expect(() => handle.send(id, Symbol() as never)).toThrow("not be cloned");
    expect(handle.inFlight).toBe(0);
    handle.close();
  });

  it("fails what is not answered when its port closes", async () => {
    const { port1, port2 } = new MessageChannel();
    const handle = new EngineHandle(port2, { maxInFlight: 1 });
    const answer = handle.broadcast("x");
    expect(handle.broadcast("y")).toBe(false);
    const isReady = handle.ready();
    port1.close();
    if (answer === false) throw new Error("there is room");
    const closed = { name: "ConnectionClosedError" };
    expect(await rejection("the command", answer)).toMatchObject(closed);
    expect(await rejection("readiness", isReady)).toMatchObject(closed);
    expect(() => handle.shutdown()).toThrow("the port is closed");
    await turns(1);
  });

  it("refuses bounds that are none", () => {
    const { port1 } = new MessageChannel();
    expect(() => new EngineHandle(port1, { maxInFlight: 0 })).toThrow(
      '"maxInFlight" expected an integer from 1 to 1048576, got 0',
    );
    port1.close();
  });
});
