import type { FaultPosition, InternalError, ProtocolError } from "../errors.js";
import { HEADROOM_BYTES } from "../limits.js";
import type { ByteStream } from "../reactor/byte-stream.js";
import type { Callee, HandlerCalls } from "./calls.js";
import { Delivery } from "./delivery.js";
import { BLOCKED, HELD, PAUSED, ReadGate, STARVED, TURN_OVER } from "./gate.js";
import type { Format } from "./format.js";
import type { Hub } from "./hub.js";
import { FrameReader, type ReaderHost } from "./reader.js";

/** What the way in asks of its connection. */
export interface ReadingHost<In, Out, Session> extends Callee<In, Out, Session> {
  readonly slot: number;
  readonly isOpen: boolean;
  /** The stream failed, behind the frames delivered. */
  malformed(error: ProtocolError): void;
  /** A frame over the limit is passed over. */
  discarded(position: FaultPosition): void;
  /** The stream ended, behind all that was delivered. */
  ended(): void;
  /** The pool has no room for the frame: give up. */
  starved(): void;
  /** The core has failed. */
  broken(error: InternalError): void;
}

/** The way in of one connection: when it reads, who has the turn, what the handler is looking at. */
export class Reading<In, Out, Session> implements ReaderHost {
  readonly #hub: Hub;
  readonly #transport: ByteStream;
  readonly #connection: ReadingHost<In, Out, Session>;
  readonly #gate: ReadGate;
  readonly #reader: FrameReader;
  readonly #delivery: Delivery<In, Out, Session>;
  #hasEnded = false;

  constructor(
    hub: Hub,
    calls: HandlerCalls<In, Out, Session>,
    connection: ReadingHost<In, Out, Session>,
    transport: ByteStream,
    format: Format<In, Out>,
    number: number,
  ) {
    this.#hub = hub;
    this.#transport = transport;
    this.#connection = connection;
    this.#gate = new ReadGate(transport);
    this.#delivery = new Delivery(hub, calls, connection, format);
    this.#reader = new FrameReader(hub, this, number);
    if (hub.relief.isReserveOut) this.#gate.shut(HELD);
  }

  get slot(): number {
    return this.#connection.slot;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
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

  counts(): ReturnType<FrameReader["counts"]> {
    return this.#reader.counts();
  }

  // What the connection asks for.

  pause(): void {
    this.#delivery.interrupt();
    if (this.isOpen) this.#gate.shut(PAUSED);
  }

  resume(): void {
    this.#readOnWithout(PAUSED);
  }

  /** Waits for the peer to read what is unsent; and no longer. */
  block(isBlocked: boolean): void {
    if (isBlocked) this.#gate.shut(BLOCKED);
    else this.#readOnWithout(BLOCKED);
  }

  /** Frames the stream anew, from the frame being looked at or from what is held. */
  switchTo(format: Format<In, Out>, number: number, index: number | undefined): void {
    if (this.#delivery.isActive) {
      this.#delivery.cutBehind(index);
      this.#delivery.format = format;
      this.#reader.switchTo(number);
      return;
    }
    this.#delivery.format = format;
    this.#readToZone();
    this.#reader.reframe(number);
    this.#hub.proceedLater(this);
  }

  /** Delivers no frame behind the one being looked at. */
  interrupt(): void {
    this.#delivery.interrupt();
  }

  /** Nothing that came so far is delivered any more; what comes next begins a frame. */
  restart(): void {
    this.interrupt();
    this.#readToZone();
    this.#reader.restart();
  }

  /** Delivers nothing any more, holds nothing, and reads on only to discard. */
  forget(): void {
    this.interrupt();
    if (this.#hub.failure === undefined) {
      this.#readToZone();
      this.#reader.forget();
    }
    this.#gate.clear();
  }

  /** Whether the stream has ended with all of it delivered; if not, `ended` is told when it has. */
  end(): boolean {
    this.#hasEnded = this.#reader.isWaiting;
    return !this.#hasEnded;
  }

  // What the transport tells.

  nextTarget(): Uint8Array {
    if (this.#hub.failure !== undefined) return this.#hub.core.zone;
    return this.#reader.target(this.#transport.canRedirect);
  }

  received(bytes: number, memory: Uint8Array): boolean {
    if (!this.#connection.isOpen) return true;
    try {
      this.#reader.take(memory.byteOffset, bytes);
      this.#hub.flush();
    } catch (error) {
      this.#hub.fail(error);
    }
    return this.#connection.state !== "open" || this.#gate.isOpen;
  }

  receivedChunk(chunk: Uint8Array): void {
    if (!this.isOpen) return;
    try {
      this.#reader.takeChunk(chunk);
      if (!this.#hub.isBusy) this.#hub.flush();
    } catch (error) {
      this.#hub.fail(error);
    }
  }

  // What the reader finds.

  deliver(frames: number): number {
    return this.#delivery.frames(frames);
  }

  get cut(): number {
    return this.#delivery.cut;
  }

  get isUnframed(): boolean {
    return this.#delivery.format.streamCodec !== undefined;
  }

  deliverUnframed(messagesMax: number): number {
    const { streamCodec } = this.#delivery.format;
    return streamCodec === undefined ? 0 : this.#delivery.unframed(streamCodec, messagesMax);
  }

  get bytesRead(): number {
    return this.#delivery.bytesRead;
  }

  deliverData(at: number, bytes: number): void {
    this.#delivery.data(at, bytes);
  }

  malformed(error: ProtocolError): void {
    this.#connection.malformed(error);
  }

  discarded(position: FaultPosition): void {
    this.#connection.discarded(position);
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

  // What the hub and its relief ask for.

  proceed(): void {
    this.#gate.lift(TURN_OVER);
    if (!this.isReading || this.#hub.failure !== undefined) return;
    try {
      this.#reader.proceed();
      this.#hub.flush();
    } catch (error) {
      this.#hub.fail(error);
    }
    this.#readOn();
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

  starved(): void {
    this.#connection.starved();
  }

  broken(error: InternalError): void {
    this.#connection.broken(error);
  }

  #readOn(): void {
    if (!this.isReading) return;
    if (this.#hasEnded) this.#connection.ended();
    else this.#transport.resume();
  }

  #readOnWithout(cause: number): void {
    if (this.#gate.lift(cause) && this.isOpen) this.#hub.proceedLater(this);
  }

  /** The kernel may have been told to read on into the block of a large frame. */
  #readToZone(): void {
    if (this.heldBytes > HEADROOM_BYTES) this.#transport.redirect(this.#hub.core.zone);
  }
}
