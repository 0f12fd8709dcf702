import { framingNumber } from "../codec/define.js";
import { incompleteError, poolExhausted } from "../codec/faults.js";
import type { Frame } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import type { ConnectionId } from "../core/ids.js";
import {
  ConnectionClosedError,
  type InternalError,
  type NetworkError,
  type ProtocolError,
  type ResourceError,
} from "../errors.js";
import { HEADROOM_BYTES } from "../limits.js";
import type { Endpoint, Transport, TransportEvents } from "../reactor/transport.js";
import type { Callee } from "./calls.js";
import { Delivery } from "./delivery.js";
import { Ending } from "./ending.js";
import { BLOCKED, HELD, PAUSED, ReadGate, STARVED, TURN_OVER } from "./gate.js";
import type { CloseReason, ConnectionStats } from "./handler.js";
import type { Hub } from "./hub.js";
import type { ConnectionOwner } from "./owner.js";
import { FrameReader, type ReaderHost } from "./reader.js";
import { Sender, type SenderHost } from "./sender.js";

/**
 * The one connection: accepted or dialed, it is the same.
 *
 * ```text
 *   open --close(), FIN of the peer, a fault--> closing --both FINs, linger--> closed
 *     '--abort(), reset, a fault of the core-------------------------------------^
 * ```
 */
export class EngineConnection<Out, Session>
  implements Callee<Out, Session>, ReaderHost, SenderHost, TransportEvents
{
  readonly id: ConnectionId;
  readonly slot: number;
  readonly context: ConnectionOwner<Out, Session>;
  readonly session: Session;
  readonly remoteAddress: Endpoint | undefined;
  readonly localAddress: Endpoint | undefined;
  readonly #hub: Hub;
  readonly #transport: Transport;
  readonly #gate: ReadGate;
  readonly #reader: FrameReader;
  readonly #delivery: Delivery<Out, Session>;
  readonly #sender: Sender;
  readonly #ending: Ending;
  #hasEnded = false;

  /** The slot is the connection's until it has closed. */
  constructor(
    context: ConnectionOwner<Out, Session>,
    transport: Transport,
    slot: number,
    session: Session,
  ) {
    const { hub, calls, options } = context;
    const { framing, lingerMs } = options;
    this.context = context;
    this.slot = slot;
    this.session = session;
    this.id = hub.core.ids.of(slot);
    this.remoteAddress = transport.remote;
    this.localAddress = transport.local;
    this.#hub = hub;
    this.#transport = transport;
    this.#gate = new ReadGate(transport);
    const number = framingNumber(hub.core, framing);
    this.#delivery = new Delivery(hub, calls, this);
    this.#reader = new FrameReader(hub, this, number);
    this.#sender = new Sender(hub, this, transport, options, number);
    const unsentMark = (): number => this.#sender.bufferedBytes + transport.queuedBytes;
    this.#ending = new Ending(lingerMs, unsentMark, () => {
      transport.destroy();
    });
  }

  /** Tells the handler, then begins to read. */
  open(): void {
    this.#transport.open(this);
    if (this.#hub.relief.isReserveOut) this.#gate.shut(HELD);
    this.context.calls.connect(this);
    this.#transport.start(this, this.isReading || !this.isOpen);
  }

  get state(): "open" | "closing" | "closed" {
    return this.#ending.state;
  }

  get closed(): Promise<CloseReason> {
    return this.#ending.closed;
  }

  get isOpen(): boolean {
    return this.#ending.state === "open";
  }

  get isReading(): boolean {
    return this.isOpen && this.#gate.isOpen;
  }

  get isStarved(): boolean {
    return this.#gate.has(STARVED);
  }

  get heldBytes(): number {
    return this.#reader.heldBytes;
  }

  get bufferedBytes(): number {
    return this.#sender.bufferedBytes;
  }

  // What the handler asks for.

  send(message: Out | Frame): boolean {
    if (!this.isOpen) throw new ConnectionClosedError();
    return this.#sender.send(message);
  }

  async writable(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (!this.isOpen) throw new ConnectionClosedError();
    await this.#sender.writable(options.signal);
  }

  flush(): Promise<void> {
    return this.#sender.flushed();
  }

  close(): void {
    this.#closeWith({ code: "closed" });
  }

  abort(): void {
    this.#abortWith({ code: "aborted" });
  }

  pause(): void {
    this.#delivery.interrupt();
    if (this.isOpen) this.#gate.shut(PAUSED);
  }

  resume(): void {
    this.#readOnWithout(PAUSED);
  }

  switchTo(framing: Framing, index?: number): void {
    if (!this.isOpen) throw new ConnectionClosedError();
    const number = framingNumber(this.#hub.core, framing);
    if (this.#delivery.isActive) {
      this.#delivery.cutBehind(index);
      this.#reader.switchTo(number);
    } else {
      this.#readToZone();
      this.#reader.reframe(number);
      this.#hub.proceedLater(this);
    }
    this.#sender.switchTo(framing, number);
  }

  stats(): ConnectionStats {
    const heldBytes = this.state === "closed" ? 0 : this.heldBytes;
    const { bufferedBytes } = this;
    return { ...this.#reader.counts(), ...this.#sender.counts(), heldBytes, bufferedBytes };
  }

  // What the transport tells.

  nextTarget(): Uint8Array {
    if (this.#hub.failure !== undefined) return this.#hub.core.zone;
    return this.#reader.target(this.#transport.canRedirect);
  }

  received(bytes: number, memory: Uint8Array): boolean {
    if (this.state !== "open") return true;
    try {
      this.#reader.take(memory.byteOffset, bytes);
      this.#hub.flush();
    } catch (error) {
      this.coreFailed(error);
    }
    return !this.isOpen || this.#gate.isOpen;
  }

  receivedChunk(chunk: Uint8Array): void {
    if (!this.isOpen) return;
    try {
      this.#reader.takeChunk(chunk);
      if (!this.#hub.isWalking) this.#hub.flush();
    } catch (error) {
      this.coreFailed(error);
    }
  }

  ended(): void {
    if (!this.isOpen || this.#hub.failure !== undefined) return;
    this.#hasEnded = this.#reader.isWaiting;
    if (this.#hasEnded) return;
    const error = incompleteError(this.#hub.core, this.slot);
    if (error === undefined) this.#closeWith({ code: "ended" });
    else this.malformed(error);
  }

  written(isTaken: boolean): void {
    if (this.state === "closed") return;
    const isWritable = this.#sender.written(isTaken);
    if (!isWritable) return;
    this.#readOnWithout(BLOCKED);
    if (this.isOpen) this.context.calls.writable(this);
  }

  failed(error: NetworkError): void {
    if (this.state === "closed") return;
    const isFirst = this.#ending.begin({ code: "network-error", error });
    const isLoss = isFirst || this.#sender.bufferedBytes > 0;
    if (isLoss) this.context.calls.error(this, error);
  }

  /** The socket is gone: everything comes home, and the handler hears of it last. */
  closedByTransport(): void {
    if (!this.#ending.finish()) return;
    this.#sender.dispose();
    if (this.#hub.failure === undefined) this.#hub.core.raw.slotGive(this.slot);
    this.context.leave(this, this.#ending.reason);
    this.#ending.settle();
  }

  // What the reader finds.

  deliver(frames: number): number {
    return this.#delivery.frames(frames);
  }

  get cut(): number {
    return this.#delivery.cut;
  }

  deliverData(at: number, bytes: number): void {
    this.#delivery.data(at, bytes);
  }

  malformed(error: ProtocolError): void {
    this.context.calls.error(this, error);
    this.#closeWith({ code: "protocol-error", error });
  }

  yieldTurn(): void {
    this.#hub.runner = undefined;
    this.#gate.shut(TURN_OVER);
    this.#hub.proceedLater(this);
  }

  starve(): void {
    this.#gate.shut(STARVED);
    this.#hub.relief.starve(this);
  }

  // What handler calls and the hub find.

  handlerFailed(error: unknown): void {
    if (this.#hub.core.faultOf(error) !== undefined) {
      this.coreFailed(error);
      return;
    }
    this.context.calls.error(this, error);
    this.#closeWith({ code: "handler-error", error });
  }

  errorFailed(error: unknown): void {
    if (this.#hub.core.faultOf(error) !== undefined) this.coreFailed(error);
  }

  coreFailed(error: unknown): void {
    this.#hub.fail(error);
  }

  broken(error: InternalError): void {
    if (this.state === "closed") return;
    this.#ending.overrule({ code: "internal-error", error });
    this.#delivery.interrupt();
    this.context.calls.error(this, error);
    this.#transport.destroy();
  }

  flushNow(): void {
    if (this.#hub.failure === undefined) this.#sender.flush();
  }

  proceed(): void {
    this.#gate.lift(TURN_OVER);
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

  hold(isHeld: boolean): void {
    if (!isHeld) this.#readOnWithout(HELD);
    else if (this.isOpen) this.#gate.shut(HELD);
  }

  rehouse(): boolean {
    const isHoused = this.#reader.rehouse();
    if (isHoused) this.#readOnWithout(STARVED);
    return isHoused;
  }

  blocked(): void {
    if (this.context.options.pauseReadsWhenBlocked) this.#gate.shut(BLOCKED);
  }

  starved(): void {
    this.giveUp(poolExhausted(this.#hub.core));
  }

  #readOnWithout(cause: number): void {
    if (this.#gate.lift(cause) && this.isOpen) this.#hub.proceedLater(this);
  }

  giveUp(error: ResourceError): void {
    this.context.calls.error(this, error);
    this.#abortWith({ code: "resource-error", error });
  }

  #closeWith(reason: CloseReason): void {
    if (!this.#ending.begin(reason)) return;
    this.#delivery.interrupt();
    this.#sender.flush();
    if (this.#hub.failure === undefined) {
      this.#readToZone();
      this.#reader.forget();
    }
    this.#transport.end();
    this.#gate.clear();
    this.#ending.linger();
  }

  /** The kernel may have been told to read on into the block of a large frame. */
  #readToZone(): void {
    if (this.heldBytes > HEADROOM_BYTES) this.#transport.redirect(this.#hub.core.zone);
  }

  #abortWith(reason: CloseReason): void {
    if (this.state === "closed") return;
    this.#ending.begin(reason);
    this.#delivery.interrupt();
    this.#transport.reset();
  }
}
