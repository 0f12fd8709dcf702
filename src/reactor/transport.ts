import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { NetworkError } from "../errors.js";
import type { ByteStream, Endpoint, TransportEvents } from "./byte-stream.js";
import { canRedirect, readDirectly, redirectRead } from "./direct-read.js";
import { socketEnds } from "./endpoint.js";
import type { EventLoop } from "./loop.js";
import { networkError } from "./network-error.js";
import type { Early, Origin } from "./origin.js";
import { ReadRelay } from "./read-relay.js";
import { type TlsClientOptions, type TlsServerOptions, secure } from "./tls.js";
import { type TlsInfo, tlsInfo } from "./tls-info.js";

export type { Endpoint, TransportEvents } from "./byte-stream.js";

/** A socket of a loop: bytes in to where they are wanted, bytes out from where they lie. */
export class Transport implements ByteStream {
  readonly #loop: EventLoop;
  readonly #origin: Origin;
  /** The network's socket; `#socket` is the same, or the TLS socket on top of it. */
  readonly #raw: Socket;
  #socket: Socket;
  #events: TransportEvents | undefined;
  #onWritten: ((error?: Error | null) => void) | undefined;
  #detach: () => void = () => undefined;
  /** What was read ahead of it: before it became a transport, and since. */
  #first: Early | undefined;
  #early: unknown;
  #canRedirect = false;
  // During a handshake on the open connection: what is to be written, and what was asked for.
  #held: Uint8Array[] | undefined;
  #mayRead = false;
  #hasEnd = false;
  #isGivenUp = false;

  constructor(loop: EventLoop, socket: Socket, origin: Origin = {}) {
    this.#loop = loop;
    this.#socket = socket;
    this.#raw = origin.raw ?? socket;
    this.#origin = origin;
    this.#first = origin.early;
  }

  /** Takes the socket over, synchronously in `'connection'` or `'connect'`; `start` begins to read. */
  open(events: TransportEvents): void {
    this.#events = events;
    this.#early = this.#attach(events, this.#origin.relay);
  }

  /** Listens to the socket; answers what it has read ahead. */
  #attach(events: TransportEvents, given?: ReadRelay): unknown {
    const socket = this.#socket;
    const early: unknown = given === undefined ? socket.read() : null;
    const relay = given ?? new ReadRelay(this.#loop);
    relay.events = events;
    const { directReads } = this.#loop;
    const isDirect = given !== undefined || (directReads && readDirectly(socket, relay));
    this.#canRedirect = isDirect && canRedirect(socket);
    const onData = (chunk: Uint8Array): void => events.receivedChunk(chunk);
    const onEnd = (): void => events.ended();
    const onError = (error: Error): void => events.failed(networkError(error));
    const onClose = (): void => events.closedByTransport();
    if (!isDirect) socket.on("data", onData);
    socket.on("end", onEnd).on("error", onError).on("close", onClose);
    this.#detach = () => {
      socket.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
    };
    this.#onWritten = (error) => {
      // A write that was under way when the socket went is reported without an error.
      events.written((error === undefined || error === null) && !socket.destroyed);
    };
    return early;
  }

  /** Delivers what was read ahead, and reads on if that is wanted. */
  start(events: TransportEvents, mayRead: boolean): void {
    const early = this.#early;
    const first = this.#first;
    this.#first = undefined;
    this.#early = undefined;
    if (first !== undefined && first.bytes.length > 0) events.receivedChunk(first.bytes);
    if (early instanceof Uint8Array) events.receivedChunk(early);
    if (first?.hasEnded === true) events.ended();
    if (mayRead) this.resume();
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
    if (this.#held !== undefined) {
      this.#held.push(bytes);
      return false;
    }
    this.#socket.write(bytes, this.#onWritten);
    return this.#socket.writableLength === 0 && !this.isSecure;
  }

  /** Bytes handed over that the kernel has not taken: goes down while one large write is under way. */
  get queuedBytes(): number {
    const handle: unknown = Reflect.get(this.#socket, "_handle");
    if (typeof handle !== "object" || handle === null) return 0;
    return Number(Reflect.get(handle, "writeQueueSize")) || 0;
  }

  pause(): void {
    this.#mayRead = false;
    if (this.#held === undefined) this.#socket.pause();
  }

  resume(): void {
    this.#mayRead = true;
    if (this.#held === undefined && !this.#socket.destroyed) this.#socket.resume();
  }

  /** Sends FIN behind all that was written. */
  end(): void {
    if (this.#held === undefined) this.#socket.end();
    else this.#hasEnd = true;
  }

  /** Closes at once, telling the peer nothing more. */
  destroy(): void {
    this.#isGivenUp = true;
    this.#socket.destroy();
  }

  /** Closes at once with RST, where there is such a thing. */
  reset(): void {
    this.#isGivenUp = true;
    // A Unix socket has no RST; node throws. TLS goes with what it lies on.
    // Nor can a socket be reset while its FIN is under way: it would never be closed.
    const hasEnded = this.#raw.writableEnded;
    if (hasEnded || this.#raw.remoteFamily === undefined) this.#socket.destroy();
    else this.#raw.resetAndDestroy();
  }

  get isSecure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  get tls(): TlsInfo | undefined {
    return this.#socket instanceof TLSSocket ? tlsInfo(this.#socket) : undefined;
  }

  /**
   * Puts TLS on the connection. What was read but not delivered is discarded; what was written goes out
   * first, as it is; what is written meanwhile waits. `timeoutMs` is for all of that. Resolves when the
   * connection is secure; otherwise it is told to have failed, too.
   *
   * @throws NetworkError if the handshake fails, or takes too long; TypeError if it is secure already, or
   * about to be.
   */
  async startTls(options: TlsServerOptions | TlsClientOptions, timeoutMs: number): Promise<void> {
    if (this.isSecure || this.#held !== undefined) {
      throw new TypeError('"connection" expected one without TLS, got one with it');
    }
    const raw = this.#socket;
    raw.pause();
    // Plaintext that somebody has put in front of the handshake is not to be taken for what comes after.
    this.#first = undefined;
    this.#early = undefined;
    raw.read();
    this.#held = [];
    this.#detach();
    const { host } = this.#origin;
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
    const events = this.#events;
    const held = this.#held ?? [];
    this.#socket = socket;
    this.#held = undefined;
    if (events === undefined) return;
    this.#early = this.#attach(events);
    for (const bytes of held) this.write(bytes);
    if (this.#hasEnd) this.end();
    this.start(events, this.#mayRead);
  }

  #failed(error: NetworkError): void {
    const gone = (): void => this.#events?.closedByTransport();
    if (!this.#isGivenUp) this.#events?.failed(error);
    if (this.#raw.closed) gone();
    else this.#raw.once("close", gone);
  }

  get remote(): Endpoint | undefined {
    return (this.#origin.ends ?? socketEnds(this.#raw)).remote;
  }

  get local(): Endpoint | undefined {
    return (this.#origin.ends ?? socketEnds(this.#raw)).local;
  }
}
