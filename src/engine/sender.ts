import type { Frame } from "../codec/frame.js";
import { ConnectionClosedError, ResourceError } from "../errors.js";
import type { ByteStream } from "../reactor/byte-stream.js";
import type { Format } from "./format.js";
import type { Hub } from "./hub.js";
import { Outbox } from "./outbox.js";
import type { ConnectionOptions } from "./owner.js";
import { Waiters } from "./waiters.js";

/** What the sender tells its connection. */
export interface SenderHost {
  /** `send()` has answered false. */
  blocked(): void;
  /** Too much is unsent. */
  giveUp(error: ResourceError): void;
}

/** The way out of one connection, and who waits for it: marks, bounds, promises. */
export class Sender<In, Out> {
  readonly #hub: Hub;
  readonly #host: SenderHost;
  readonly #outbox: Outbox;
  readonly #options: ConnectionOptions<In, Out>;
  readonly #waiters = new Waiters();
  #format: Format<In, Out>;
  #isBlocked = false;

  constructor(
    hub: Hub,
    host: SenderHost,
    transport: ByteStream,
    options: ConnectionOptions<In, Out>,
    number: number,
  ) {
    this.#hub = hub;
    this.#host = host;
    this.#options = options;
    this.#format = options.format;
    this.#outbox = new Outbox(hub, transport, options.format.framing, number);
  }

  get bufferedBytes(): number {
    return this.#outbox.bufferedBytes;
  }

  get takenBytes(): number {
    return this.#outbox.takenBytes;
  }

  counts(): ReturnType<Outbox["counts"]> {
    return this.#outbox.counts();
  }

  /**
   * Takes a message; false once the high-water mark is reached. Throws as `Outbox.put`, and whatever the
   * codec does.
   */
  send(message: Out | Frame): boolean {
    if (this.#put(message)) this.#hub.sendSoon(this);
    return this.#outbox.bufferedBytes < this.#options.highWaterMark || this.#hasRoomAfterFlush();
  }

  #put(message: Out | Frame): boolean {
    try {
      return this.#outbox.put(this.#format.payloadOf(message));
    } catch (error) {
      throw error instanceof WebAssembly.RuntimeError ? this.#hub.core.fail(error) : error;
    }
  }

  #hasRoomAfterFlush(): boolean {
    const { highWaterMark, maxOutboundBytes } = this.#options;
    this.#outbox.flush();
    const { bufferedBytes } = this.#outbox;
    if (bufferedBytes < highWaterMark) return true;
    const { outboundBytes, outboundBytesMax } = this.#hub;
    if (bufferedBytes > maxOutboundBytes || outboundBytes > outboundBytesMax) {
      const sizes = `${bufferedBytes} bytes of the connection, ${outboundBytes} of the loop`;
      this.#host.giveUp(new ResourceError("outbound-overflow", `too much is unsent: ${sizes}`));
      return false;
    }
    this.#isBlocked = true;
    this.#host.blocked();
    return false;
  }

  switchTo(format: Format<In, Out>, number: number): void {
    this.#format = format;
    this.#outbox.switchTo(format.framing, number);
  }

  flush(): void {
    if (this.#hub.failure === undefined) this.#outbox.flush();
  }

  /** Resolves when the kernel has taken everything. */
  async flushed(): Promise<void> {
    this.#outbox.flush();
    while (this.#outbox.bufferedBytes > 0) await this.#waiters.wait();
  }

  /** Resolves once `send` would answer true. */
  async writable(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    while (this.#isBlocked) await this.#waiters.wait(signal);
  }

  /** The oldest write is done; true if that ends a run of `send` that answered false. */
  written(isTaken: boolean): boolean {
    this.#outbox.written();
    // A write that was given up wakes nobody: those who wait are about to hear why.
    if (!isTaken) return false;
    const { bufferedBytes } = this.#outbox;
    const isLow = this.#isBlocked && bufferedBytes <= this.#options.highWaterMark / 2;
    if (isLow) this.#isBlocked = false;
    if (isLow || bufferedBytes === 0) this.#waiters.wake();
    return isLow;
  }

  /** Takes everything home; those who wait are told that the connection is gone. */
  dispose(): void {
    this.#outbox.dispose();
    this.#waiters.fail(new ConnectionClosedError());
  }
}
