import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { NetworkError } from "../errors.js";
import type { ByteStream, Endpoint, TransportEvents } from "./byte-stream.js";
import { canRedirect, readDirectly, readForTls, redirectRead } from "./direct-read.js";
import { localEnd, remoteEnd } from "./endpoint.js";
import type { EventLoop } from "./loop.js";
import type { Origin } from "./origin.js";
import { listen, own, ownerOf, unlisten } from "./socket-events.js";
import { type TlsClientOptions, type TlsServerOptions, secure } from "./tls.js";
import { type TlsInfo, tlsInfo } from "./tls-info.js";

export type { Endpoint, TransportEvents } from "./byte-stream.js";

/** What a transport is told of its socket, and what was read of that and not delivered since. */
interface Opening extends Origin {
  readonly read?: unknown;
}

/** What waits for a handshake on the open connection. */
interface Waiting {
  readonly writes: Uint8Array[];
  mayRead: boolean;
  hasEnd: boolean;
  /** Whether nobody cares any more how it ends. */
  isGivenUp: boolean;
}

const NO_ORIGIN: Opening = {};

/** A socket of a loop: bytes in to where they are wanted, bytes out from where they lie. */
export class Transport implements ByteStream {
  readonly #loop: EventLoop;
  /** The network's socket; `#socket` is the same, or the TLS socket on top of it. */
  readonly #raw: Socket;
  #socket: Socket;
  /** After `start` only of a socket that was dialed: a connection knows its ends then. */
  #opening: Opening | undefined;
  // Made for the first write: a connection that is idle has none.
  #onWritten: ((error?: Error | null) => void) | undefined;
  #canRedirect = false;
  #waiting: Waiting | undefined;

  constructor(loop: EventLoop, socket: Socket, origin: Origin = NO_ORIGIN) {
    this.#loop = loop;
    this.#socket = socket;
    this.#raw = origin.raw ?? socket;
    this.#opening = origin;
  }

  /** Takes the socket over, synchronously in `'connection'` or `'connect'`; `start` begins to read. */
  open(events: TransportEvents): void {
    this.#attach(events);
  }

  /** Listens to the socket, and keeps what it has read ahead. */
  #attach(events: TransportEvents): void {
    const socket = this.#socket;
    const relay = this.#opening?.relay;
    const read: unknown = relay === undefined ? socket.read() : null;
    if (read !== null) this.#opening = { ...this.#opening, read };
    if (relay !== undefined) relay.events = events;
    own(socket, events);
    const { directReads } = this.#loop;
    const isDirect = relay !== undefined || (directReads && readDirectly(socket, events));
    this.#canRedirect = isDirect && canRedirect(socket);
    listen(socket, isDirect);
  }

  /** Delivers what was read ahead, and reads on if that is wanted. */
  start(events: TransportEvents, mayRead: boolean): void {
    const { early, read } = this.#opening ?? NO_ORIGIN;
    this.#opened();
    if (early !== undefined && early.bytes.length > 0) events.receivedChunk(early.bytes);
    if (read instanceof Uint8Array) events.receivedChunk(read);
    if (early?.hasEnded === true) events.ended();
    if (mayRead) this.resume();
  }

  /** What was read ahead is nobody's any more. */
  #opened(): void {
    const { host, ends } = this.#opening ?? NO_ORIGIN;
    this.#opening = host === undefined ? undefined : { host, ends };
  }

  /** Whether reads can be sent to other memory between two reads. */
  get canRedirect(): boolean {
    return this.#canRedirect;
  }

  /** Sends the next read to `memory`, whatever was said before. */
  redirect(memory: Uint8Array): void {
    if (this.#canRedirect) redirectRead(this.#socket, memory);
  }

  /**
   * Writes bytes that must not change until `written` is told, unless the answer is true: then the
   * kernel has taken them all. Each call is followed by one `written`.
   */
  write(bytes: Uint8Array): boolean {
    if (this.#waiting !== undefined) {
      this.#waiting.writes.push(bytes);
      return false;
    }
    this.#onWritten ??= this.#written.bind(this);
    this.#socket.write(bytes, this.#onWritten);
    return this.#socket.writableLength === 0 && !this.isSecure;
  }

  #written(error?: Error | null): void {
    // A write that was under way when the socket went is reported without an error.
    const isTaken = (error === undefined || error === null) && !this.#socket.destroyed;
    ownerOf(this.#socket)?.written(isTaken);
  }

  /** Bytes handed over that the kernel has not taken: goes down while one large write is under way. */
  get queuedBytes(): number {
    const handle: unknown = Reflect.get(this.#socket, "_handle");
    if (typeof handle !== "object" || handle === null) return 0;
    return Number(Reflect.get(handle, "writeQueueSize")) || 0;
  }

  pause(): void {
    if (this.#waiting === undefined) this.#socket.pause();
    else this.#waiting.mayRead = false;
  }

  resume(): void {
    if (this.#waiting !== undefined) this.#waiting.mayRead = true;
    else if (!this.#socket.destroyed) this.#socket.resume();
  }

  /** Sends FIN behind all that was written. */
  end(): void {
    if (this.#waiting === undefined) this.#socket.end();
    else this.#waiting.hasEnd = true;
  }

  /** Closes at once, telling the peer nothing more. */
  destroy(): void {
    this.#giveUp();
    this.#socket.destroy();
  }

  /** Closes at once with RST, where there is such a thing. */
  reset(): void {
    this.#giveUp();
    // A Unix socket has no RST: node throws. And a socket that is reset while its FIN is under way would
    // never be closed. TLS goes with what it lies on.
    const isEnding = this.#raw.writableEnded && !this.#raw.writableFinished;
    if (isEnding || this.#raw.remoteFamily === undefined) this.#socket.destroy();
    else this.#raw.resetAndDestroy();
  }

  #giveUp(): void {
    if (this.#waiting !== undefined) this.#waiting.isGivenUp = true;
  }

  get isSecure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  get tls(): TlsInfo | undefined {
    return this.#socket instanceof TLSSocket ? tlsInfo(this.#socket) : undefined;
  }

  /**
   * Puts TLS on the connection. What was read but not delivered is discarded; what was written goes out
   * first, as it is; what is written meanwhile waits. `timeoutMs` is for all of that. This is the client of
   * `host`, or of what was dialed, or else the server. Resolves when the connection is secure; otherwise it
   * is told to have failed, too.
   *
   * @throws NetworkError if the handshake fails, or takes too long; TypeError if it is secure already, or
   * about to be.
   */
  async startTls(
    options: TlsServerOptions | TlsClientOptions,
    timeoutMs: number,
    host: string | undefined = this.#opening?.host,
  ): Promise<void> {
    if (this.isSecure || this.#waiting !== undefined) {
      throw new TypeError('"connection" expected one without TLS, got one with it');
    }
    const raw = this.#socket;
    this.#waiting = { writes: [], mayRead: !raw.isPaused(), hasEnd: false, isGivenUp: false };
    raw.pause();
    // Plaintext that somebody has put in front of the handshake is not to be taken for what comes after.
    this.#opened();
    raw.read();
    readForTls(raw);
    unlisten(raw);
    const role =
      host === undefined
        ? { isServer: true as const, options: options as TlsServerOptions }
        : { isServer: false as const, options: options as TlsClientOptions, host };
    await new Promise<void>((resolve, reject) => {
      secure(raw, role, timeoutMs, {
        secured: (socket) => {
          this.#secured(socket);
          resolve();
        },
        failed: (error) => {
          this.#failed(error);
          reject(error);
        },
      });
    });
  }

  #secured(socket: TLSSocket): void {
    const events = ownerOf(this.#socket);
    const waiting = this.#waiting;
    this.#socket = socket;
    this.#waiting = undefined;
    if (events === undefined || waiting === undefined) return;
    this.#attach(events);
    for (const bytes of waiting.writes) this.write(bytes);
    if (waiting.hasEnd) this.end();
    this.start(events, waiting.mayRead);
  }

  #failed(error: NetworkError): void {
    const events = ownerOf(this.#raw);
    const gone = (): void => events?.closedByTransport();
    if (this.#waiting?.isGivenUp !== true) events?.failed(error);
    if (this.#raw.closed) gone();
    else this.#raw.once("close", gone);
  }

  get remote(): Endpoint | undefined {
    return this.#opening?.ends === undefined ? remoteEnd(this.#raw) : this.#opening.ends.remote;
  }

  get local(): Endpoint | undefined {
    return this.#opening?.ends === undefined ? localEnd(this.#raw) : this.#opening.ends.local;
  }
}
