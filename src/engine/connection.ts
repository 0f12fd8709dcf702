import { framingNumber } from "../codec/define.js";
import { incompleteError, poolExhausted } from "../codec/faults.js";
import type { Frame } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import { integer } from "../core/check.js";
import type { ConnectionId } from "../core/ids.js";
import {
  ConnectionClosedError,
  type InternalError,
  type NetworkError,
  type ProtocolError,
  ResourceError,
} from "../errors.js";
import type { Endpoint, Transport, TransportEvents } from "../reactor/transport.js";
import type { Callee, HandlerCalls } from "./calls.js";
import type { CloseReason, ConnectionStats, ServerContext } from "./handler.js";
import type { Hub } from "./hub.js";
import { Outbox } from "./outbox.js";
import { FrameReader, type ReaderHost } from "./reader.js";
import { Waiters } from "./waiters.js";

/** Why a connection does not read now; it reads when no bit is set. */
const PAUSED = 1;
const BLOCKED = 2;
const TURN_OVER = 4;
const STARVED = 8;
const HELD = 16;

/** Bounds and habits of the connections of one server or client. */
export interface ConnectionOptions {
  readonly framing: Framing;
  readonly highWaterMark: number;
  readonly maxOutboundBytes: number;
  readonly pauseReadsWhenBlocked: boolean;
  readonly lingerMs: number;
}

/** Who owns a connection: the engine of a server or client. */
export interface ConnectionOwner<Out, Session> extends ServerContext<Out, Frame, Session> {
  readonly hub: Hub;
  readonly calls: HandlerCalls<Out, Session>;
  readonly options: ConnectionOptions;
  /** The connection is gone. */
  leave(connection: EngineConnection<Out, Session>, reason: CloseReason): void;
}

/**
 * The one connection: accepted or dialed, it is the same.
 *
 * ```text
 *   open --close(), FIN of the peer, a fault--> closing --both FINs, linger--> closed
 *     '--abort(), reset, a fault of the core-------------------------------------^
 * ```
 */
export class EngineConnection<Out, Session>
  implements Callee<Out, Session>, ReaderHost, TransportEvents
{
  readonly id: ConnectionId;
  readonly slot: number;
  readonly context: ConnectionOwner<Out, Session>;
  readonly session: Session;
  readonly remoteAddress: Endpoint | undefined;
  readonly localAddress: Endpoint | undefined;
  readonly closed: Promise<CloseReason>;
  readonly #hub: Hub;
  readonly #calls: HandlerCalls<Out, Session>;
  readonly #options: ConnectionOptions;
  readonly #transport: Transport;
  readonly #reader: FrameReader;
  readonly #outbox: Outbox;
  readonly #waiters = new Waiters();
  readonly #resolveClosed: (reason: CloseReason) => void;
  #state: "open" | "closing" | "closed" = "open";
  #reason: CloseReason = { code: "ended" };
  #pauses = 0;
  #isInterrupted = false;
  #isDelivering = false;
  #isBlocked = false;
  #hasEnded = false;
  #linger: ReturnType<typeof setTimeout> | undefined;

  /** The slot is the connection's until it has closed. */
  constructor(
    context: ConnectionOwner<Out, Session>,
    transport: Transport,
    slot: number,
    session: Session,
  ) {
    this.context = context;
    this.#hub = context.hub;
    this.#calls = context.calls;
    this.#options = context.options;
    this.#transport = transport;
    this.slot = slot;
    this.session = session;
    this.id = this.#hub.core.ids.of(slot);
    this.remoteAddress = transport.remote;
    this.localAddress = transport.local;
    const { framing } = context.options;
    const number = framingNumber(this.#hub.core, framing);
    this.#reader = new FrameReader(this.#hub, this, slot, number);
    this.#outbox = new Outbox(this.#hub, transport, framing, number);
    let resolveClosed: (reason: CloseReason) => void = () => undefined;
    this.closed = new Promise((resolve) => (resolveClosed = resolve));
    this.#resolveClosed = resolveClosed;
  }

  /** Tells the handler and begins to read. */
  open(): void {
    if (this.#hub.relief.isReserveOut) this.#pauses |= HELD;
    this.#transport.open(this);
    if (this.#pauses !== 0) this.#transport.pause();
    this.#calls.connect(this);
    this.#hub.flush();
  }

  // What the handler can ask for.

  get state(): "open" | "closing" | "closed" {
    return this.#state;
  }

  get bufferedBytes(): number {
    return this.#outbox.bufferedBytes;
  }

  send(message: Out | Frame): boolean {
    if (this.#state !== "open") throw new ConnectionClosedError();
    if (this.#outbox.put(message)) this.#hub.sendSoon(this);
    if (this.#outbox.bufferedBytes < this.#options.highWaterMark) return true;
    return this.#hasRoomAfterFlush();
  }

  #hasRoomAfterFlush(): boolean {
    this.#outbox.flush();
    const { bufferedBytes } = this.#outbox;
    const { highWaterMark, maxOutboundBytes, pauseReadsWhenBlocked } = this.#options;
    if (bufferedBytes < highWaterMark) return true;
    const isOverLoop = this.#hub.outboundBytes > this.#hub.outboundBytesMax;
    if (bufferedBytes > maxOutboundBytes || isOverLoop) {
      const whose = isOverLoop ? "the connections of the loop" : "the connection";
      const message = `${whose} would have more than the bound of unsent bytes`;
      const error = new ResourceError("outbound-overflow", message);
      this.#calls.error(this, error);
      this.#abortWith({ code: "resource-error", error });
      return false;
    }
    this.#isBlocked = true;
    if (pauseReadsWhenBlocked) this.#pauseFor(BLOCKED);
    return false;
  }

  async writable(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state !== "open") throw new ConnectionClosedError();
    options.signal?.throwIfAborted();
    while (this.#isBlocked) await this.#waiters.wait(options.signal);
  }

  async flush(): Promise<void> {
    this.#outbox.flush();
    while (this.#outbox.bufferedBytes > 0) await this.#waiters.wait();
  }

  close(): void {
    this.#closeWith({ code: "closed" });
  }

  abort(): void {
    this.#abortWith({ code: "aborted" });
  }

  pause(): void {
    this.#isInterrupted = true;
    this.#pauseFor(PAUSED);
  }

  resume(): void {
    this.#resumeFrom(PAUSED);
  }

  switchTo(framing: Framing, index?: number): void {
    if (this.#state !== "open") throw new ConnectionClosedError();
    const { batch, core } = this.#hub;
    const number = framingNumber(core, framing);
    this.#outbox.flush();
    this.#outbox.switchTo(framing, number);
    if (this.#isDelivering) {
      const last = batch.length - 1;
      const shown = batch.shown >= 0 ? batch.shown : last;
      this.#reader.switchTo(number, integer("index", index ?? shown, 0, last));
      this.#isInterrupted = true;
      return;
    }
    this.#reader.reframe(number);
    if (this.#transport.canRedirect) this.#transport.redirect(core.zone);
    this.#hub.proceedLater(this);
  }

  stats(): ConnectionStats {
    return {
      framesIn: this.#reader.frames,
      bytesIn: this.#reader.bytes,
      framesOut: this.#outbox.frames,
      bytesOut: this.#outbox.bytes,
      heldBytes: this.#state === "closed" ? 0 : this.heldBytes,
      bufferedBytes: this.bufferedBytes,
    };
  }

  // What the transport tells.

  nextTarget(): Uint8Array {
    if (this.#hub.failure !== undefined) return this.#hub.core.zone;
    return this.#reader.target(this.#transport.canRedirect);
  }

  received(bytes: number, memory: Uint8Array): boolean {
    if (this.#state !== "open") return true;
    try {
      this.#reader.take(memory.byteOffset, bytes);
      this.#hub.flush();
    } catch (error) {
      this.coreFailed(error);
    }
    return !this.isOpen || this.#pauses === 0;
  }

  receivedChunk(chunk: Uint8Array): void {
    if (this.#state !== "open") return;
    try {
      this.#reader.takeChunk(chunk);
      if (!this.#hub.isWalking) this.#hub.flush();
    } catch (error) {
      this.coreFailed(error);
    }
  }

  ended(): void {
    if (this.#state !== "open" || this.#hub.failure !== undefined) return;
    this.#hasEnded = this.#reader.isWaiting;
    if (this.#hasEnded) return;
    const error = incompleteError(this.#hub.core, this.slot);
    if (error === undefined) this.#closeWith({ code: "ended" });
    else this.malformed(error);
  }

  written(): void {
    if (this.#state === "closed") return;
    this.#outbox.written();
    const isLow = this.#outbox.bufferedBytes <= this.#options.highWaterMark / 2;
    if (this.#outbox.bufferedBytes === 0) this.#waiters.wake();
    if (!this.#isBlocked || !isLow) return;
    this.#isBlocked = false;
    this.#waiters.wake();
    this.#resumeFrom(BLOCKED);
    if (this.#state === "open") this.#calls.writable(this);
  }

  failed(error: NetworkError): void {
    if (this.#state === "closed") return;
    const isLoss = this.#state === "open" || this.#outbox.bufferedBytes > 0;
    if (this.#state === "open") this.#reason = { code: "network-error", error };
    this.#state = "closing";
    if (isLoss) this.#calls.error(this, error);
  }

  /** The socket is gone: everything comes home, and the handler hears of it last. */
  closedByTransport(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#linger);
    this.#outbox.dispose();
    if (this.#hub.failure === undefined) this.#hub.core.raw.slotGive(this.slot);
    this.context.leave(this, this.#reason);
    this.#waiters.fail(new ConnectionClosedError());
    this.#resolveClosed(this.#reason);
  }

  // What the reader and the hub ask for.

  get isOpen(): boolean {
    return this.#state === "open";
  }

  get isReading(): boolean {
    return this.#state === "open" && this.#pauses === 0;
  }

  get isStarved(): boolean {
    return (this.#pauses & STARVED) !== 0;
  }

  get heldBytes(): number {
    return this.#reader.heldBytes;
  }

  deliver(frames: number): number {
    const { batch } = this.#hub;
    const { handler } = this.#calls;
    let next = 0;
    this.#isInterrupted = false;
    this.#isDelivering = true;
    try {
      if (handler.onBatch !== undefined) {
        const answer = handler.onBatch(this, batch);
        if (answer !== undefined) this.#calls.watch(this, answer);
        if (this.#wasInterrupted() || handler.onFrame === undefined) return frames;
      }
      if (handler.onFrame === undefined) return frames;
      while (next < frames) {
        const answer = handler.onFrame(this, batch.at(next++));
        if (answer !== undefined) this.#calls.watch(this, answer);
        if (this.#wasInterrupted()) break;
      }
    } catch (error) {
      this.#calls.thrown(this, error);
    } finally {
      this.#isDelivering = false;
    }
    return next;
  }

  #wasInterrupted(): boolean {
    return this.#isInterrupted;
  }

  deliverData(at: number, bytes: number): void {
    if (this.#calls.handler.onData === undefined) return;
    this.#hub.isWalking = true;
    this.#calls.data(this, this.#hub.core.memory.subarray(at, at + bytes));
    this.#hub.isWalking = false;
  }

  malformed(error: ProtocolError): void {
    this.#calls.error(this, error);
    this.#closeWith({ code: "protocol-error", error });
  }

  handlerFailed(error: unknown): void {
    this.#calls.error(this, error);
    this.#closeWith({ code: "handler-error", error });
  }

  coreFailed(error: unknown): void {
    this.#hub.fail(error);
  }

  broken(error: InternalError): void {
    if (this.#state === "closed") return;
    this.#reason = { code: "internal-error", error };
    this.#state = "closing";
    this.#isInterrupted = true;
    this.#calls.error(this, error);
    this.#transport.destroy();
  }

  flushNow(): void {
    if (this.#hub.failure === undefined) this.#outbox.flush();
  }

  yieldTurn(): void {
    this.#hub.runner = undefined;
    this.#pauseFor(TURN_OVER);
    this.#hub.proceedLater(this);
  }

  proceed(): void {
    this.#pauses &= ~TURN_OVER;
    if (!this.isReading || this.#hub.failure !== undefined) return;
    try {
      this.#reader.proceed();
      this.#hub.flush();
    } catch (error) {
      this.coreFailed(error);
    }
    this.#readOn();
  }

  #readOn(): void {
    if (!this.isReading) return;
    if (this.#hasEnded) this.ended();
    else this.#transport.resume();
  }

  starve(): void {
    this.#pauseFor(STARVED);
    this.#hub.relief.starve(this);
  }

  starved(): void {
    const error = poolExhausted(this.#hub.core);
    this.#calls.error(this, error);
    this.#abortWith({ code: "resource-error", error });
  }

  hold(isHeld: boolean): void {
    if (isHeld) this.#pauseFor(HELD);
    else this.#resumeFrom(HELD);
  }

  rehouse(): boolean {
    const isHoused = this.#reader.rehouse();
    if (isHoused) this.#resumeFrom(STARVED);
    return isHoused;
  }

  #pauseFor(cause: number): void {
    if (this.#pauses === 0) this.#transport.pause();
    this.#pauses |= cause;
  }

  #resumeFrom(cause: number): void {
    if ((this.#pauses & cause) === 0) return;
    this.#pauses &= ~cause;
    if (this.isReading) this.#hub.proceedLater(this);
  }

  #closeWith(reason: CloseReason): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#reason = reason;
    this.#isInterrupted = true;
    this.#pauses = 0;
    this.#outbox.flush();
    this.#transport.end();
    this.#transport.resume();
    this.#armLinger();
  }

  /** Waits for the peer's FIN as long as our bytes still move, and a while longer. */
  #armLinger(): void {
    const before = this.#outbox.bufferedBytes;
    this.#linger = setTimeout(() => {
      if (this.#outbox.bufferedBytes < before) this.#armLinger();
      else this.#transport.destroy();
    }, this.#options.lingerMs);
  }

  #abortWith(reason: CloseReason): void {
    if (this.#state === "closed") return;
    if (this.#state === "open") this.#reason = reason;
    this.#state = "closing";
    this.#isInterrupted = true;
    this.#transport.reset();
  }
}
