import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { NetworkError } from "../errors.js";
import type { ByteStream, TransportEvents } from "./byte-stream.js";
import { type Endpoint, localEnd, remoteEnd } from "./endpoint.js";
import { networkError } from "./network-error.js";
import { type TlsInfo, tlsInfo } from "./tls-info.js";

/** A stream of Node: bytes in by `'data'` events, bytes out as copies, for who knows who keeps them. */
export class DuplexTransport implements ByteStream {
  readonly canRedirect = false;
  readonly remote: Endpoint | undefined;
  readonly local: Endpoint | undefined;
  readonly #duplex: Duplex;
  #events: TransportEvents | undefined;
  #onWritten: ((error?: Error | null) => void) | undefined;
  /** Whether it is known why the stream is about to be gone. */
  #isExpected = false;
  #isGone = false;

  /** The stream must be fit for it: see `adopt`. */
  constructor(duplex: Duplex) {
    this.#duplex = duplex;
    if (!(duplex instanceof Socket)) return;
    this.remote = remoteEnd(duplex);
    this.local = localEnd(duplex);
  }

  open(events: TransportEvents): void {
    const duplex = this.#duplex;
    this.#events = events;
    // Nothing is told before `start`; and our direction stays open when the peer's has ended.
    duplex.pause();
    duplex.allowHalfOpen = true;
    duplex.on("data", (chunk: Uint8Array) => events.receivedChunk(chunk));
    duplex.on("end", () => this.#ended());
    duplex.on("finish", () => this.#closeIfOver());
    duplex.on("error", (error) => this.#failed(networkError(error)));
    duplex.on("close", () => this.#gone());
    this.#onWritten = (error) => {
      events.written((error === undefined || error === null) && !duplex.destroyed);
    };
  }

  start(_events: TransportEvents, mayRead: boolean): void {
    // A stream that has ended already will not say so again.
    if (this.#duplex.readableEnded) setImmediate(() => this.#ended());
    if (mayRead) this.resume();
  }

  redirect(): void {
    // 'data' events bring their own memory.
  }

  write(bytes: Uint8Array): boolean {
    try {
      this.#duplex.write(Buffer.from(bytes), this.#onWritten);
    } catch (error) {
      // A stream of the user's may throw: its fault, and its end.
      this.#duplex.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    return this.#duplex.writableLength === 0;
  }

  get queuedBytes(): number {
    return this.#duplex.writableLength;
  }

  get isSecure(): boolean {
    return this.#duplex instanceof TLSSocket;
  }

  get tls(): TlsInfo | undefined {
    return this.#duplex instanceof TLSSocket ? tlsInfo(this.#duplex) : undefined;
  }

  pause(): void {
    this.#duplex.pause();
  }

  resume(): void {
    if (!this.#duplex.destroyed) this.#duplex.resume();
  }

  end(): void {
    this.#duplex.end();
  }

  destroy(): void {
    this.#isExpected = true;
    this.#duplex.destroy();
    // A stream made with `emitClose: false` goes without a word.
    setImmediate(() => {
      if (this.#duplex.closed) this.#gone();
    });
  }

  reset(): void {
    this.destroy();
  }

  #ended(): void {
    this.#isExpected = true;
    this.#events?.ended();
    this.#closeIfOver();
  }

  /** A stream made with `autoDestroy: false` has to be told that it is over. */
  #closeIfOver(): void {
    if (this.#duplex.readableEnded && this.#duplex.writableFinished) this.destroy();
  }

  #failed(error: NetworkError): void {
    this.#isExpected = true;
    this.#events?.failed(error);
    // Nor does such a one go when it has failed.
    this.destroy();
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    if (!this.#isExpected) {
      const message = "the stream was destroyed before it ended";
      this.#events?.failed(new NetworkError(message, "ERR_STREAM_PREMATURE_CLOSE"));
    }
    this.#events?.closedByTransport();
  }
}
