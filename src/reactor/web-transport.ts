import { NetworkError } from "../errors.js";
import type { ByteStream, TransportEvents } from "./byte-stream.js";
import { networkError } from "./network-error.js";

/** Two streams of the web platform that together are one connection. */
export interface WebStreamPair {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

function asNetworkError(reason: unknown): NetworkError {
  if (reason instanceof Error) return networkError(reason);
  return new NetworkError(String(reason), "UNKNOWN", reason);
}

/**
 * A pair of web streams. Chunks are pulled one by one, and none while reading is paused; what is written
 * are copies, for who gets them may keep or transfer them.
 */
export class WebTransport implements ByteStream {
  readonly canRedirect = false;
  readonly remote = undefined;
  readonly local = undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #events: TransportEvents | undefined;
  #isPaused = true;
  #isPulling = false;
  #hasEnded = false;
  #hasFinished = false;
  #isGone = false;
  #queuedBytes = 0;

  /** Locks both streams. */
  constructor(pair: WebStreamPair) {
    this.#reader = pair.readable.getReader();
    this.#writer = pair.writable.getWriter();
  }

  open(events: TransportEvents): void {
    this.#events = events;
    // Told here even when nobody reads or writes.
    this.#writer.closed.catch((reason: unknown) => this.#failed(reason));
  }

  start(_events: TransportEvents, mayRead: boolean): void {
    if (mayRead) this.resume();
  }

  redirect(): void {
    // Chunks come in memory of their own.
  }

  write(bytes: Uint8Array): boolean {
    const { length } = bytes;
    this.#queuedBytes += length;
    const told = (isTaken: boolean): void => {
      this.#queuedBytes -= length;
      this.#events?.written(isTaken);
    };
    this.#writer.write(new Uint8Array(bytes)).then(
      () => told(true),
      () => told(false),
    );
    return false;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isPulling) void this.#pull();
  }

  end(): void {
    this.#writer.close().then(
      () => {
        this.#hasFinished = true;
        this.#closeIfOver();
      },
      (reason: unknown) => this.#failed(reason),
    );
  }

  destroy(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    const reason = new NetworkError("the connection was reset by its peer", "ECONNRESET");
    this.#reader.cancel(reason).catch(() => undefined);
    this.#writer.abort(reason).catch(() => undefined);
    setImmediate(() => this.#events?.closedByTransport());
  }

  reset(): void {
    this.destroy();
  }

  get #mayPull(): boolean {
    return !this.#isPaused && !this.#hasEnded && !this.#isGone;
  }

  async #pull(): Promise<void> {
    this.#isPulling = true;
    try {
      while (this.#mayPull) this.#take(await this.#reader.read());
    } catch (reason) {
      this.#failed(reason);
    } finally {
      this.#isPulling = false;
    }
  }

  #take(result: ReadableStreamReadResult<Uint8Array>): void {
    if (this.#isGone) return;
    if (!result.done) {
      const chunk: unknown = result.value;
      if (!(chunk instanceof Uint8Array)) {
        throw new NetworkError("a chunk is no Uint8Array", "ERR_INVALID_ARG_TYPE");
      }
      this.#events?.receivedChunk(chunk);
      return;
    }
    this.#hasEnded = true;
    this.#events?.ended();
    this.#closeIfOver();
  }

  #closeIfOver(): void {
    if (this.#hasEnded && this.#hasFinished) this.destroy();
  }

  #failed(reason: unknown): void {
    if (this.#isGone) return;
    this.#events?.failed(asNetworkError(reason));
    this.destroy();
  }
}
