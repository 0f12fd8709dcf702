import type { Frame } from "../codec/frame.js";
import { ConnectionClosedError, ResourceError } from "../errors.js";
import type { ByteStream } from "../reactor/byte-stream.js";
import type { Format } from "./format.js";
import type { Hub } from "./hub.js";
import { Outbox } from "./outbox.js";
import type { ConnectionOptions } from "./owner.js";
import type { Traffic } from "./traffic.js";
import { Waiters } from "./waiters.js";
import { wireFormatOf } from "./wire-format.js";

/** What the sender tells its connection. */
export interface SenderHost<In, Out> {
  /** Whose it is. */
  readonly context: { readonly hub: Hub; readonly options: ConnectionOptions<In, Out> };
  /** `send()` has answered false. */
  blocked(): void;
  /** Too much is unsent. */
  giveUp(error: ResourceError): void;
}

/** The way out of one connection that sends, and who waits for it: marks, bounds, promises. */
export class Sender<In, Out> extends Outbox {
  readonly #host: SenderHost<In, Out>;
  // Made when somebody waits.
  #waiters: Waiters | undefined;
  #format: Format<In, Out>;
  readonly #highWaterMark: number;
  #isBlocked = false;
  #hasLost = false;
  #dropped = 0;

  constructor(host: SenderHost<In, Out>, transport: ByteStream, format: Format<In, Out>) {
    const { hub } = host.context;
    super(hub, transport, wireFormatOf(hub.core, format.framing));
    this.#host = host;
    this.#format = format;
    this.#highWaterMark = host.context.options.highWaterMark;
  }

  get #options(): ConnectionOptions<In, Out> {
    return this.#host.context.options;
  }

  override countInto(traffic: Traffic): void {
    super.countInto(traffic);
    traffic.framesDropped += this.#dropped;
  }

  /**
   * Takes a message; false once the high-water mark is reached. Throws as `Outbox.put`, and whatever the
   * codec does.
   */
  send(message: Out | Frame): boolean {
    if (this.#isBlocked && this.#isRefused()) return false;
    if (!this.relay(message) && this.#putPayload(message)) this.hub.sendSoon(this);
    return this.bufferedBytes < this.#highWaterMark || this.#hasRoomAfterFlush();
  }

  /** Whether the message is dropped. @throws ResourceError if the sender is to hear of it. */
  #isRefused(): boolean {
    const { outboundOverflow } = this.#options;
    if (outboundOverflow === "close" || !this.#isOverfull) return false;
    if (outboundOverflow === "error") throw this.#overflow();
    ++this.#dropped;
    return true;
  }

  /** Whether more bytes are unsent than may be, of the connection or of the loop. */
  get #isOverfull(): boolean {
    const { outboundBytes, outboundBytesMax } = this.hub;
    const { bufferedBytes } = this;
    return bufferedBytes > this.#options.maxOutboundBytes || outboundBytes > outboundBytesMax;
  }

  #overflow(): ResourceError {
    const { bufferedBytes } = this;
    const sizes = `${bufferedBytes} bytes of the connection, ${this.hub.outboundBytes} of the loop`;
    return new ResourceError("outbound-overflow", `too much is unsent: ${sizes}`);
  }

  #putPayload(message: Out | Frame): boolean {
    try {
      return this.put(this.#format.payloadOf(message));
    } catch (error) {
      throw error instanceof WebAssembly.RuntimeError ? this.hub.core.fail(error) : error;
    }
  }

  #hasRoomAfterFlush(): boolean {
    const { outboundOverflow } = this.#options;
    this.flush();
    if (this.bufferedBytes < this.#highWaterMark) return true;
    if (outboundOverflow === "close" && this.#isOverfull) {
      this.#host.giveUp(this.#overflow());
      return false;
    }
    this.#isBlocked = true;
    this.#host.blocked();
    return false;
  }

  switchTo(format: Format<In, Out>): void {
    this.#format = format;
    this.writeAs(wireFormatOf(this.hub.core, format.framing));
  }

  override flush(): void {
    if (this.hub.failure === undefined) super.flush();
  }

  /** Resolves when the kernel has taken everything. */
  async flushed(): Promise<void> {
    this.flush();
    while (this.bufferedBytes > 0) await this.#wait();
  }

  /** Resolves once `send` would answer true. */
  async writable(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    while (this.#isBlocked) await this.#wait(signal);
  }

  #wait(signal?: AbortSignal): Promise<void> {
    this.#waiters ??= new Waiters();
    return this.#waiters.wait(signal);
  }

  /** Whether the kernel has not taken all: some runtimes give writes up before they say why. */
  get hasUnsent(): boolean {
    return this.#hasLost || this.bufferedBytes > 0;
  }

  /** The oldest write is done; true if that ends a run of `send` that answered false. */
  settle(isTaken: boolean): boolean {
    this.reported();
    // A write that was given up wakes nobody: those who wait are about to hear why.
    if (!isTaken) {
      this.#hasLost = true;
      return false;
    }
    const { bufferedBytes } = this;
    const isLow = this.#isBlocked && bufferedBytes <= this.#highWaterMark / 2;
    if (isLow) this.#isBlocked = false;
    if (isLow || bufferedBytes === 0) this.#waiters?.wake();
    return isLow;
  }

  /** Takes everything home; those who wait are told that the connection is gone. */
  override dispose(): void {
    super.dispose();
    this.#waiters?.fail(new ConnectionClosedError());
  }
}
