import type * as nodeNet from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import type { MessagePort } from "node:worker_threads";
import type { Endpoint } from "../reactor/byte-stream.js";
import type { Call, News, Target, ThreadOrder, Trouble } from "./messages.js";
import type { Ring } from "./ring.js";

/**
 * What runs on the thread. It is handed over as text (`threadSource`), so that every bundler keeps it: these
 * functions and classes may name one another, types, and what node and JavaScript have; nothing else.
 */
interface Tools {
  readonly net: typeof nodeNet;
  readonly order: ThreadOrder;
  readonly port: MessagePort;
  readonly Ring: typeof Ring;
  tell(news: News): void;
  /** Bytes went through a lane. */
  ring(): void;
}

function troubleOf(error: Error): Trouble {
  const code: unknown = Reflect.get(error, "code");
  return { code: typeof code === "string" ? code : "UNKNOWN", message: error.message };
}

function endOf(socket: Socket, isRemote: boolean, path: string | undefined): Endpoint {
  if (path !== undefined) return { address: path, family: "unix", port: 0 };
  const address = isRemote ? socket.remoteAddress : socket.localAddress;
  const family = isRemote ? socket.remoteFamily : socket.localFamily;
  const port = isRemote ? socket.remotePort : socket.localPort;
  return { address: address ?? "", family: family ?? "", port: port ?? 0 };
}

/** Unsent bytes above which nothing more is taken from the caller's ring. */
function highWater(): number {
  return 65_536;
}

/** One connection: bytes between its socket and the two rings of its lane. */
class Lane {
  readonly #tools: Tools;
  readonly #id: number;
  readonly #socket: Socket;
  readonly #inbound: Ring;
  readonly #outbound: Ring;
  #held: Uint8Array | undefined;
  #hasSent = false;
  #hasEnded = false;
  #isClosing = false;
  #how: "ended" | "closed" | "timeout" | "failed" = "closed";
  #trouble: Trouble | undefined;
  #isGone = false;
  #heardAt = performance.now();
  readonly #watch: ReturnType<typeof setInterval> | undefined;
  readonly #beat: ReturnType<typeof setInterval> | undefined;

  constructor(tools: Tools, id: number, socket: Socket) {
    const { laneBytes, beats, target } = tools.order;
    const lane = new SharedArrayBuffer(laneBytes);
    this.#tools = tools;
    this.#id = id;
    this.#socket = socket;
    this.#inbound = new tools.Ring(lane, 0);
    this.#outbound = new tools.Ring(lane, 1);
    const { path } = target;
    const ends = { remote: endOf(socket, true, path), local: endOf(socket, false, path) };
    tools.tell({ type: "opened", id, lane, ...ends });
    socket.on("data", (chunk: Uint8Array) => this.#arrived(chunk));
    socket.on("end", () => {
      this.#hasEnded = true;
      if (!this.#isClosing) this.#how = "ended";
      socket.end();
    });
    socket.on("drain", () => this.pump());
    socket.on("error", (error) => {
      this.#how = "failed";
      this.#trouble = troubleOf(error);
    });
    socket.on("close", () => this.#gone());
    const { intervalMs, toleranceMs } = beats;
    if (toleranceMs > 0)
      this.#watch = setInterval(() => this.#listen(toleranceMs), toleranceMs / 4);
    if (intervalMs > 0) this.#beat = setInterval(() => this.#sendBeat(), intervalMs);
  }

  /** A peer is not silent while nobody listens. */
  #listen(toleranceMs: number): void {
    if (this.#held !== undefined) this.#heardAt = performance.now();
    if (performance.now() - this.#heardAt < toleranceMs) return;
    this.#how = "timeout";
    const message = `the peer was silent for ${toleranceMs} ms`;
    this.#trouble = { code: "ETIMEDOUT", message };
    this.#socket.destroy();
  }

  #sendBeat(): void {
    const { bytes } = this.#tools.order.beats;
    if (!this.#hasSent && bytes !== undefined && !this.#isClosing) this.#socket.write(bytes);
    this.#hasSent = false;
  }

  #arrived(chunk: Uint8Array): void {
    this.#heardAt = performance.now();
    const count = this.#inbound.write(chunk);
    if (count < chunk.length) {
      this.#held = chunk.subarray(count);
      this.#socket.pause();
    }
    this.#tools.ring();
  }

  /** The caller has read, or written. */
  pump(): void {
    if (this.#held !== undefined) this.#unhold(this.#held);
    if (this.#isGone || this.#isClosing) return;
    if (this.#outbound.length === 0 || this.#socket.writableLength > highWater()) return;
    this.#hasSent = true;
    this.#socket.write(this.#outbound.read());
    this.#tools.ring();
  }

  #unhold(held: Uint8Array): void {
    const count = this.#inbound.write(held);
    this.#held = count < held.length ? held.subarray(count) : undefined;
    if (count > 0) this.#tools.ring();
    if (this.#held !== undefined) return;
    if (this.#isGone) this.#tellEnd();
    else this.#socket.resume();
  }

  /** A message that did not fit the ring, behind what is there; the caller writes nothing meanwhile. */
  write(bytes: Uint8Array): void {
    this.#hasSent = true;
    if (this.#outbound.length > 0) this.#socket.write(this.#outbound.read());
    this.#socket.write(bytes, () => this.#tools.tell({ type: "written", id: this.#id }));
  }

  close(isAbrupt: boolean): void {
    if (this.#isGone) return;
    if (this.#outbound.length > 0 && !isAbrupt) this.#socket.write(this.#outbound.read());
    this.#isClosing = true;
    if (!this.#hasEnded) this.#how = "closed";
    if (isAbrupt) this.#socket.resetAndDestroy();
    else this.#socket.end();
    // Whatever still comes is discarded, or the peer's FIN would not be seen.
    this.#held = undefined;
    this.#socket.removeAllListeners("data");
    this.#socket.resume();
  }

  #gone(): void {
    clearInterval(this.#beat);
    clearInterval(this.#watch);
    this.#isGone = true;
    if (this.#held === undefined) this.#tellEnd();
  }

  #tellEnd(): void {
    this.#tools.tell({ type: "closed", id: this.#id, how: this.#how, trouble: this.#trouble });
  }

  get isGone(): boolean {
    return this.#isGone && this.#held === undefined;
  }
}

function targetOf({ host, port, path }: Target): { path: string } | { host: string; port: number } {
  return path === undefined ? { host, port } : { path };
}

/** Dials until there is a connection, or the time is over. */
function dialUntil(tools: Tools, deadline: number, opened: (socket: Socket) => void): void {
  const { net, order } = tools;
  const { target, dial } = order;
  const socket = net.connect({
    ...targetOf(target),
    noDelay: target.noDelay,
    allowHalfOpen: true,
  });
  const leftMs = Math.max(1, deadline - performance.now());
  const failed = (error: Error): void => {
    clearTimeout(timer);
    socket.removeAllListeners();
    socket.on("error", () => undefined);
    socket.destroy();
    const retryAfterMs = dial?.retryAfterMs ?? 0;
    if (retryAfterMs > 0 && performance.now() + retryAfterMs < deadline) {
      setTimeout(() => dialUntil(tools, deadline, opened), retryAfterMs);
    } else tools.tell({ type: "failed", trouble: troubleOf(error) });
  };
  const late = Object.assign(new Error("connecting took too long"), { code: "ETIMEDOUT" });
  const timer = setTimeout(() => failed(late), leftMs);
  socket.once("error", failed);
  socket.once("connect", () => {
    clearTimeout(timer);
    socket.off("error", failed);
    opened(socket);
  });
}

function listenOn(tools: Tools, accept: (socket: Socket) => boolean): Server {
  const { net, order } = tools;
  const { noDelay } = order.target;
  const server = net.createServer({ allowHalfOpen: true, noDelay }, (socket) => {
    if (accept(socket)) return;
    socket.destroy();
    tools.tell({ type: "rejected" });
  });
  server.on("error", (error) => tools.tell({ type: "failed", trouble: troubleOf(error) }));
  server.listen({ ...targetOf(order.target), backlog: order.listen?.backlog ?? 511 }, () => {
    const address = server.address() as AddressInfo | string;
    const endpoint =
      typeof address === "string" ? { address, family: "unix", port: 0 } : { ...address };
    tools.tell({ type: "listening", address: endpoint });
  });
  return server;
}

/** Sleeps until the caller rings, unless it has rung; looks for so long before it does. */
function awaitCalls(bell: Int32Array, spinMs: number, rung: () => void): void {
  const wait = Reflect.get(Atomics, "waitAsync") as (
    cell: Int32Array,
    index: number,
    value: number,
  ) => { readonly async: boolean; readonly value: Promise<string> | string };
  let seen = 0;
  let until = 0;
  const look = (): boolean => {
    const now = Atomics.load(bell, 0);
    if (now === seen) return false;
    seen = now;
    rung();
    return true;
  };
  const spin = (): void => {
    if (look()) until = performance.now() + spinMs;
    if (performance.now() < until) setImmediate(spin);
    else sleep();
  };
  const sleep = (): void => {
    look();
    const waited = wait(bell, 0, seen);
    if (waited.async) void Promise.resolve(waited.value).then(wake);
    else setImmediate(wake);
  };
  const wake = (): void => {
    until = performance.now() + spinMs;
    if (spinMs > 0) spin();
    else sleep();
  };
  sleep();
}

/** The thread: carries out what the caller asks for. */
function runThread(tools: Tools): void {
  const { order, port } = tools;
  const lanes = new Map<number, Lane>();
  let next = 1;
  const open = (socket: Socket): void => {
    const id = next++;
    lanes.set(id, new Lane(tools, id, socket));
  };
  const pump = (): void => {
    for (const [id, lane] of lanes) {
      lane.pump();
      if (lane.isGone) lanes.delete(id);
    }
  };
  let server: Server | undefined;
  if (order.dial !== undefined) {
    dialUntil(tools, performance.now() + order.dial.timeoutMs, open);
  } else {
    server = listenOn(tools, (socket) => {
      pump();
      if (lanes.size >= (order.listen?.maxConnections ?? Infinity)) return false;
      open(socket);
      return true;
    });
  }
  port.on("message", (call: Call) => {
    if (call.type === "stop") {
      server?.close();
      return;
    }
    const lane = lanes.get(call.id);
    if (call.type === "write") lane?.write(call.bytes);
    else lane?.close(call.type === "abort");
  });
  awaitCalls(new Int32Array(order.bell), order.spinMs, pump);
}

/** Sets the thread up with what its worker has. */
function startThread(
  net: typeof nodeNet,
  data: { readonly order: ThreadOrder; readonly port: MessagePort },
  ring: typeof Ring,
): void {
  const bell = new Int32Array(data.order.bell);
  const news = (): void => {
    Atomics.add(bell, 1, 1);
    Atomics.notify(bell, 1);
  };
  runThread({
    net,
    ...data,
    Ring: ring,
    tell(message) {
      data.port.postMessage(message);
      news();
    },
    ring: news,
  });
}

/** One of the parts, under the name that the others know it by, also where a bundler has changed it. */
function declared(part: { readonly name: string; toString(): string }): string {
  return `const ${part.name} = ${part.toString()};`;
}

/** All of it as the text of a worker. */
export function threadSource(ring: typeof Ring): string {
  const parts = [troubleOf, endOf, highWater, Lane, targetOf, dialUntil, listenOn, awaitCalls];
  const text = [...parts, runThread, startThread].map(declared).join("\n");
  const call = `${startThread.name}(require("node:net"), workerData, ${String(ring)})`;
  return `const { workerData } = require("node:worker_threads");\n${text}\n${call};`;
}
