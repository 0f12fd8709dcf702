import type { Socket } from "node:net";
import { NetworkError } from "../errors.js";
import type { ByteStream, Endpoint, TransportEvents } from "./byte-stream.js";
import { type ReadTarget, canRedirect, readDirectly, redirectRead } from "./direct-read.js";
import { type Ends, socketEnds } from "./endpoint.js";
import type { EventLoop } from "./loop.js";

export type { Endpoint, TransportEvents } from "./byte-stream.js";

/** Relays the reads of a socket whose connection is made later. */
export class ReadRelay implements ReadTarget {
  readonly #zone: Uint8Array;
  events: TransportEvents | undefined;

  constructor(loop: EventLoop) {
    this.#zone = loop.core.zone;
  }

  next(): Uint8Array {
    return this.events === undefined ? this.#zone : this.events.nextTarget();
  }

  received(bytes: number, memory: Uint8Array): boolean {
    return this.events === undefined || this.events.received(bytes, memory);
  }
}

/** The error of a socket as ours: its code, itself as the cause. */
export function networkError(error: Error): NetworkError {
  const code: unknown = Reflect.get(error, "code");
  return new NetworkError(error.message, typeof code === "string" ? code : "UNKNOWN", error);
}

/** A socket of a loop: bytes in to where they are wanted, bytes out from where they lie. */
export class Transport implements ByteStream {
  readonly #socket: Socket;
  readonly #loop: EventLoop;
  readonly #relay: ReadRelay | undefined;
  readonly #ends: Ends | undefined;
  readonly #isSecure: boolean;
  #onWritten: ((error?: Error | null) => void) | undefined;
  #early: unknown;
  #canRedirect = false;

  /**
   * `relay` is that of a dialed socket made with `onread`; without one direct reads are tried. `ends` are
   * its ends where the socket does not know them.
   */
  constructor(loop: EventLoop, socket: Socket, relay?: ReadRelay, ends?: Ends) {
    this.#loop = loop;
    this.#socket = socket;
    this.#relay = relay;
    this.#ends = ends;
    this.#isSecure = "encrypted" in socket;
  }

  /** Takes the socket over, synchronously in `'connection'` or `'connect'`; `start` begins to read. */
  open(events: TransportEvents): void {
    const socket = this.#socket;
    this.#early = this.#relay === undefined ? socket.read() : null;
    const relay = this.#relay ?? new ReadRelay(this.#loop);
    relay.events = events;
    const { directReads } = this.#loop;
    const isDirect = this.#relay !== undefined || (directReads && readDirectly(socket, relay));
    this.#canRedirect = isDirect && canRedirect(socket);
    if (!isDirect) socket.on("data", (chunk: Uint8Array) => events.receivedChunk(chunk));
    socket.on("end", () => events.ended());
    socket.on("error", (error) => events.failed(networkError(error)));
    socket.on("close", () => events.closedByTransport());
    this.#onWritten = (error) => {
      // A write that was under way when the socket went is reported without an error.
      events.written((error === undefined || error === null) && !socket.destroyed);
    };
  }

  /** Delivers what the stream had read ahead, and reads on if that is wanted. */
  start(events: TransportEvents, mayRead: boolean): void {
    const early = this.#early;
    this.#early = undefined;
    if (early instanceof Uint8Array) events.receivedChunk(early);
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
    this.#socket.write(bytes, this.#onWritten);
    return this.#socket.writableLength === 0 && !this.#isSecure;
  }

  /** Bytes handed over that the kernel has not taken: goes down while one large write is under way. */
  get queuedBytes(): number {
    const handle: unknown = Reflect.get(this.#socket, "_handle");
    if (typeof handle !== "object" || handle === null) return 0;
    return Number(Reflect.get(handle, "writeQueueSize")) || 0;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#socket.destroyed) this.#socket.resume();
  }

  /** Sends FIN behind all that was written. */
  end(): void {
    this.#socket.end();
  }

  /** Closes at once, telling the peer nothing more. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Closes at once with RST, where there is such a thing. */
  reset(): void {
    // A Unix socket has no RST; node throws.
    if (this.#socket.remoteFamily === undefined) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  get remote(): Endpoint | undefined {
    return (this.#ends ?? socketEnds(this.#socket)).remote;
  }

  get local(): Endpoint | undefined {
    return (this.#ends ?? socketEnds(this.#socket)).local;
  }
}
