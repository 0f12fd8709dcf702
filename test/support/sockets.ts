import { once } from "node:events";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { BytesLike, Connection, Frame, Handler, TcpClientOptions } from "../../src/index.js";
import type { EventLoopOptions, TcpServerOptions } from "../../src/index.js";
import { EventLoop, TcpClient, TcpServer } from "../../src/index.js";
import { deferred, until, within } from "./events.js";

// Longer than the deadline of a wait, so that what was waited for is what a failure says.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** The two ways bytes get in: straight into the landing zone, or by a `'data'` event and one copy. */
export const READ_PATHS = [
  { path: "direct reads", directReads: true },
  { path: "data events", directReads: false },
] as const;

/** A socket of plain `node:net` at the other end: it keeps what it gets and frames nothing. */
export class Peer {
  readonly socket: Socket;
  /** Settles when the socket is gone: the code of its error, or undefined. */
  readonly closed: Promise<string | undefined>;
  hasEnded = false;
  received = 0;
  #chunks: Uint8Array[] = [];
  #code: string | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      this.received += chunk.length;
    });
    socket.on("end", () => (this.hasEnded = true));
    socket.on("error", (error) => (this.#code = String(Reflect.get(error, "code"))));
    this.closed = new Promise((resolve) => socket.on("close", () => resolve(this.#code)));
  }

  /** Writes all parts at once; a character of a text is a byte. */
  write(...parts: (Uint8Array | string)[]): void {
    const bytes = parts.map((part) =>
      typeof part === "string" ? Buffer.from(part, "latin1") : part,
    );
    this.socket.write(Buffer.concat(bytes));
  }

  /** Reads until so many bytes have come, in all; answers everything that ever came. */
  async receive(bytes: number): Promise<Buffer> {
    this.socket.resume();
    await until(`${bytes} bytes at the peer`, () => this.received >= bytes);
    return this.all();
  }

  /** Reads until the FIN; answers everything that ever came. */
  async rest(): Promise<Buffer> {
    this.socket.resume();
    await until("the FIN at the peer", () => this.hasEnded || this.socket.destroyed);
    return this.all();
  }

  all(): Buffer {
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }
}

/** The loops, servers, clients and raw peers of one test, and the proof that all came home. */
export class World {
  readonly #directReads: boolean;
  readonly #loops: EventLoop[] = [];
  readonly #broken = new Set<EventLoop>();
  readonly #servers: { stop(options: { graceMs: number }): Promise<void> }[] = [];
  readonly #clients: { disconnect(): Promise<unknown> }[] = [];
  readonly #peers: Peer[] = [];
  readonly #rawServers: Server[] = [];

  constructor(directReads: boolean) {
    this.#directReads = directReads;
  }

  /** The loop of everything that follows; the first one is made when it is needed. */
  get loop(): EventLoop {
    return this.#loops.at(-1) ?? this.useLoop();
  }

  useLoop(options: Omit<EventLoopOptions, "directReads"> = {}): EventLoop {
    const loop = new EventLoop({ arena: "40 MiB", ...options, directReads: this.#directReads });
    this.#loops.push(loop);
    return loop;
  }

  /** A core that a test broke on purpose keeps what it held. */
  expectBroken(loop: EventLoop): void {
    this.#broken.add(loop);
  }

  server<In = Frame, Out = BytesLike, Session = undefined>(
    options: TcpServerOptions<In, Out, Session>,
    handler: Handler<In, Out, Session>,
  ): TcpServer<In, Out, Session> {
    const server = new TcpServer({ ...options, loop: this.loop }, handler);
    this.#servers.push(server);
    return server;
  }

  async serve<In = Frame, Out = BytesLike, Session = undefined>(
    options: TcpServerOptions<In, Out, Session>,
    handler: Handler<In, Out, Session>,
  ): Promise<{ server: TcpServer<In, Out, Session>; port: number }> {
    const server = this.server(options, handler);
    const { port } = await within("the server to listen", server.start());
    return { server, port };
  }

  client<In = Frame, Out = BytesLike, Session = undefined>(
    options: TcpClientOptions<In, Out, Session>,
    handler: Handler<In, Out, Session>,
  ): TcpClient<In, Out, Session> {
    const client = new TcpClient({ ...options, loop: this.loop }, handler);
    this.#clients.push(client);
    return client;
  }

  /** One accepted connection, and the raw peer at its other end. */
  async pair(
    options: TcpServerOptions,
    handler: Handler,
  ): Promise<{ connection: Connection; peer: Peer }> {
    const accepted = deferred<Connection>();
    const { port } = await this.serve(options, {
      ...handler,
      onConnect: (connection) => {
        accepted.resolve(connection);
        return handler.onConnect?.(connection);
      },
    });
    const peer = await this.dial(port);
    return { connection: await within("the connection", accepted.promise), peer };
  }

  /** A raw socket connected to this port. It answers a FIN only when told to. */
  async dial(port: number): Promise<Peer> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const peer = new Peer(socket);
    this.#peers.push(peer);
    await within("a raw peer to connect", once(socket, "connect"));
    return peer;
  }

  /** A raw listener; every socket it accepts is a peer. */
  async listen(onPeer: (peer: Peer) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const peer = new Peer(socket);
      this.#peers.push(peer);
      onPeer(peer);
    });
    this.#rawServers.push(server);
    server.listen(0, "127.0.0.1");
    await within("a raw listener", once(server, "listening"));
    return (server.address() as AddressInfo).port;
  }

  /** Ends everything; what was taken from each pool must be home then (invariant 11). */
  async finish(): Promise<void> {
    for (const peer of this.#peers) peer.socket.destroy();
    for (const server of this.#rawServers) server.close();
    const clients = this.#clients.map((client) => client.disconnect());
    const servers = this.#servers.map((server) => server.stop({ graceMs: 1_000 }));
    await within("everything to stop", Promise.all([...clients, ...servers]));
    for (const loop of this.#loops) {
      if (this.#broken.has(loop)) continue;
      await until("all connections to be gone", () => loop.stats().connections === 0);
      expect(loop.stats().pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
    }
  }
}

/** A new world for each test of the surrounding `describe`. */
export function useWorld(directReads: boolean): () => World {
  let world = new World(directReads);
  beforeEach(() => {
    world = new World(directReads);
  });
  afterEach(() => world.finish());
  return () => world;
}

/** The payload behind its length of `size` bytes, big-endian: what `lengthPrefixed(size)` reads. */
export function framed(payload: Uint8Array | string, size = 4): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(size);
  header.writeUIntBE(bytes.length, 0, size);
  return Buffer.concat([header, bytes]);
}

/** Bytes that differ from their neighbours at every distance that matters: a shift or a loss shows. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; ++i)
    bytes[i] = (i * 131 + (i >>> 8) * 29 + (i >>> 16) * 7 + seed) & 0xff;
  return bytes;
}
