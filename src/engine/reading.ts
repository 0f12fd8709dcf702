import type { FaultPosition, InternalError, ProtocolError } from "../errors.js";
import { HEADROOM_BYTES } from "../limits.js";
import type { ByteStream } from "../reactor/byte-stream.js";
import type { Callee } from "./calls.js";
import { BLOCKED, HELD, PAUSED, STARVED, TURN_OVER } from "./gate.js";
import type { Format } from "./format.js";
import type { Hub } from "./hub.js";
import type { Intake, Receiver } from "./intake.js";
import type { Traffic } from "./traffic.js";

/** What the way in asks of its connection. */
export interface ReadingHost<In, Out, Session> extends Callee<In, Out, Session> {
  readonly slot: number;
  readonly intake: Intake<In, Out, Session>;
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

/**
 * The way in of one connection: when it reads, who has the turn, and what the intake notes of it. It is
 * small, for there is one for each idle connection.
 */
export class Reading<In, Out, Session> implements Receiver<In, Out, Session> {
  readonly connection: ReadingHost<In, Out, Session>;
  format: Format<In, Out>;
  framing: number;
  frames = 0;
  discarded = 0;
  bytes = 0;
  late: Uint8Array[] | undefined;
  isParked = false;
  readonly #transport: ByteStream;
  /** Why it does not read now, if there is a cause. */
  #causes = 0;
  #hasEnded = false;

  constructor(
    connection: ReadingHost<In, Out, Session>,
    transport: ByteStream,
    format: Format<In, Out>,
    framing: number,
  ) {
    this.#transport = transport;
    this.connection = connection;
    this.format = format;
    this.framing = framing;
    if (this.#hub.relief.isReserveOut) this.#shut(HELD);
  }

  get #intake(): Intake<In, Out, Session> {
    return this.connection.intake;
  }

  get #hub(): Hub {
    return this.#intake.hub;
  }

  get slot(): number {
    return this.connection.slot;
  }

  get isOpen(): boolean {
    return this.connection.isOpen;
  }

  get isReading(): boolean {
    return this.#causes === 0 && this.isOpen;
  }

  get isStarved(): boolean {
    return (this.#causes & STARVED) !== 0;
  }

  get heldBytes(): number {
    const held = this.#hub.core.raw.held(this.slot);
    return this.late?.reduce((sum, chunk) => sum + chunk.length, held) ?? held;
  }

  countInto(traffic: Traffic): void {
    traffic.framesIn += this.frames;
    traffic.framesDiscarded += this.discarded;
    traffic.bytesIn += this.bytes;
  }

  // What the connection asks for.

  pause(index: number | undefined): void {
    const { delivery } = this.#intake;
    if (index !== undefined && delivery.isOf(this)) delivery.holdBehind(index);
    this.interrupt();
    if (this.isOpen) this.#shut(PAUSED);
  }

  resume(): void {
    this.#readOnWithout(PAUSED);
  }

  /** Waits for the peer to read what is unsent; and no longer. */
  block(isBlocked: boolean): void {
    if (isBlocked) this.#shut(BLOCKED);
    else this.#readOnWithout(BLOCKED);
  }

  /** Frames the stream anew, from the frame being looked at or from what is held. */
  switchTo(format: Format<In, Out>, number: number, index: number | undefined): void {
    const { delivery } = this.#intake;
    if (delivery.isOf(this)) {
      delivery.cutBehind(index);
      this.format = format;
      this.framing = number;
      return;
    }
    this.format = format;
    this.#readToZone();
    this.#intake.reframe(this, number);
    this.#hub.proceedLater(this);
  }

  /** Delivers no frame behind the one being looked at. */
  interrupt(): void {
    this.#intake.delivery.interrupt(this);
  }

  /** Nothing that came so far is delivered any more; what comes next begins a frame. */
  restart(): void {
    this.interrupt();
    this.#readToZone();
    this.#intake.restart(this);
  }

  /** Delivers nothing any more, holds nothing, and reads on only to discard. */
  forget(): void {
    this.interrupt();
    if (this.#hub.failure === undefined) {
      this.#readToZone();
      this.#intake.forget(this);
    }
    // What comes now is discarded.
    this.#causes = 0;
    this.#transport.resume();
  }

  /** Whether the stream has ended with all of it delivered; if not, `ended` is told when it has. */
  end(): boolean {
    this.#hasEnded = this.isParked || this.late !== undefined;
    return !this.#hasEnded;
  }

  // What the transport tells.

  nextTarget(): Uint8Array {
    if (this.#hub.failure !== undefined) return this.#hub.core.zone;
    return this.#intake.target(this, this.#transport.canRedirect);
  }

  received(bytes: number, memory: Uint8Array): boolean {
    if (!this.connection.isOpen) return true;
    const { departures } = this.#hub;
    try {
      departures.hasten();
      this.#intake.take(this, memory.byteOffset, bytes);
      departures.settle();
    } catch (error) {
      this.#hub.fail(error);
    }
    return this.connection.state !== "open" || this.#causes === 0;
  }

  receivedChunk(chunk: Uint8Array): void {
    if (!this.isOpen) return;
    try {
      this.#intake.takeChunk(this, chunk);
      if (!this.#hub.isBusy) this.#hub.departures.flush();
    } catch (error) {
      this.#hub.fail(error);
    }
  }

  // What the intake finds.

  malformed(error: ProtocolError): void {
    this.connection.malformed(error);
  }

  passedOver(position: FaultPosition): void {
    this.connection.discarded(position);
  }

  yieldTurn(): void {
    this.#hub.beginTurn(undefined);
    this.#shut(TURN_OVER);
    this.#hub.proceedLater(this);
  }

  starve(): void {
    this.#shut(STARVED);
    this.#hub.relief.starve(this);
  }

  // What the hub and its relief ask for.

  proceed(): void {
    this.#lift(TURN_OVER);
    if (!this.isReading || this.#hub.failure !== undefined) return;
    try {
      this.#intake.proceed(this);
      this.#hub.departures.flush();
    } catch (error) {
      this.#hub.fail(error);
    }
    this.#readOn();
  }

  hold(isHeld: boolean): void {
    if (!isHeld) this.#readOnWithout(HELD);
    else if (this.isOpen) this.#shut(HELD);
  }

  rehouse(): boolean {
    const isHoused = this.#intake.rehouse(this);
    if (isHoused) this.#readOnWithout(STARVED);
    return isHoused;
  }

  starved(): void {
    this.connection.starved();
  }

  broken(error: InternalError): void {
    this.connection.broken(error);
  }

  #readOn(): void {
    if (!this.isReading) return;
    if (this.#hasEnded) this.connection.ended();
    else this.#transport.resume();
  }

  #shut(cause: number): void {
    if (this.#causes === 0) this.#transport.pause();
    this.#causes |= cause;
  }

  /** Lifts a cause; true if it was the last one. */
  #lift(cause: number): boolean {
    if ((this.#causes & cause) === 0) return false;
    this.#causes &= ~cause;
    return this.#causes === 0;
  }

  #readOnWithout(cause: number): void {
    if (this.#lift(cause) && this.isOpen) this.#hub.proceedLater(this);
  }

  /** The kernel may have been told to read on into the block of a large frame. */
  #readToZone(): void {
    if (this.heldBytes > HEADROOM_BYTES) this.#transport.redirect(this.#hub.core.zone);
  }
}
