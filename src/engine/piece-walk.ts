import type { StreamCodec } from "../codec/codec.js";
import { protocolError } from "../codec/faults.js";
import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import type { FaultPosition, ProtocolError } from "../errors.js";
import { FRAMES_PER_TURN, TABLE_FRAMES } from "../limits.js";
import type { Delivered, Delivery } from "./delivery.js";
import type { Hub } from "./hub.js";
import type { Member } from "./member.js";
import { NO_RELAY, type Relay } from "./relay.js";

/** Where the frame is that is passed over, before another call overwrites it. */
function positionOf({ offset, declared, limit }: FaultPosition): FaultPosition {
  return { offset, declared, limit };
}

/** A connection whose pieces are walked: what the walk notes of it, and tells it. */
export interface Walked<In, Out, Session> extends Member, Delivered<In, Out, Session> {
  /** Number of the framing of what comes next. */
  framing: number;
  /** Frames delivered, and passed over. */
  frames: number;
  discarded: number;
  /** Whether held bytes may hold whole frames. */
  isParked: boolean;
  /** Whether frames are to be delivered now. */
  readonly isReading: boolean;
  /** Whether any are to be delivered at all. */
  readonly isOpen: boolean;
  /** The stream failed, behind the frames delivered. */
  malformed(error: ProtocolError): void;
  /** A frame over the limit is passed over, behind the frames delivered. */
  passedOver(position: FaultPosition): void;
  /** The turn is over: the others are next. */
  yieldTurn(): void;
}

/**
 * Scans the open piece of a connection and has its frames delivered, until it ends or something
 * intervenes. What may not be delivered now stays unscanned: the connection is then *parked*. One for all
 * connections of a server or client.
 */
export class PieceWalk<In, Out, Session> {
  readonly #hub: Hub;
  readonly #core: Core;
  readonly #delivery: Delivery<In, Out, Session>;
  readonly #relay: Relay;
  /** Whose piece is being looked at, and whether it counts no more. */
  #current: Walked<In, Out, Session> | undefined;
  #isVoid = false;

  constructor(hub: Hub, delivery: Delivery<In, Out, Session>) {
    this.#hub = hub;
    this.#core = hub.core;
    this.#delivery = delivery;
    this.#relay = hub.relay;
  }

  /** Whether a piece of this connection is being looked at. */
  isOf(walked: Walked<In, Out, Session>): boolean {
    return this.#current === walked;
  }

  /** Outside of a delivery, what is held is scanned anew under another framing. */
  reframe(walked: Walked<In, Out, Session>, framing: number): void {
    const { raw } = this.#core;
    walked.framing = framing;
    raw.reframe(walked.slot, framing);
    walked.isParked ||= raw.held(walked.slot) > 0;
  }

  /** Nothing that came so far is looked at any more; what comes next is framed from its beginning. */
  restart(walked: Walked<In, Out, Session>): void {
    walked.isParked = false;
    if (this.isOf(walked)) {
      this.#isVoid = true;
      return;
    }
    this.#core.raw.forget(walked.slot);
    this.#core.raw.reframe(walked.slot, walked.framing);
  }

  /** Holds the open piece unscanned: the handler paused when it saw the bytes. */
  park(walked: Walked<In, Out, Session>): void {
    walked.isParked = true;
    this.#settle(walked);
  }

  /** Goes on with what is held, if that may hold frames. */
  resume(walked: Walked<In, Out, Session>): void {
    const isHeld = walked.isParked && this.#core.raw.held(walked.slot) > 0;
    walked.isParked = false;
    if (!isHeld) return;
    this.#core.raw.resume(walked.slot);
    this.run(walked);
  }

  /** Scans and delivers the open piece. */
  run(walked: Walked<In, Out, Session>): void {
    const { raw } = this.#core;
    const { batch } = this.#hub;
    walked.isParked = false;
    this.#current = walked;
    this.#hub.isWalking = true;
    batch.discarded = 0;
    try {
      while (this.#scan(walked));
    } finally {
      this.#current = undefined;
      this.#hub.isWalking = false;
      this.#relay.framing = NO_RELAY;
      this.#relay.settle();
      batch.expire();
    }
    if (!walked.isOpen || this.#isVoid) raw.drop(walked.slot);
    if (this.#isVoid) raw.reframe(walked.slot, walked.framing);
    this.#isVoid = false;
    this.#settle(walked);
  }

  #settle(walked: Walked<In, Out, Session>): void {
    const { raw } = this.#core;
    if (raw.settle(walked.slot) !== EXHAUSTED) {
      // The block of a frame that has ended is a chance for those who wait.
      this.#hub.relief.soon();
      return;
    }
    if (raw.settleInReserve(walked.slot) === OK) {
      this.#hub.relief.reserve(walked);
      return;
    }
    raw.drop(walked.slot);
    raw.settle(walked.slot);
    walked.starved();
  }

  #discard(walked: Walked<In, Out, Session>, position: FaultPosition): void {
    ++walked.discarded;
    walked.passedOver(position);
    // The handler of that event may have paused.
    walked.isParked = !walked.isReading && walked.isOpen;
  }

  /** One scan and one walk; true if there may be more frames in the piece. */
  #scan(walked: Walked<In, Out, Session>): boolean {
    const { raw, result, tableAddress } = this.#core;
    const { batch } = this.#hub;
    const budget = Math.max(1, Math.min(TABLE_FRAMES, FRAMES_PER_TURN - this.#hub.turnFrames));
    const frames = raw.scan(walked.slot, tableAddress, budget);
    const { streamCodec } = walked.format;
    if (streamCodec !== undefined) {
      return frames > 0 && this.#walkUnframed(walked, streamCodec, budget);
    }
    const error = result.code === OK ? undefined : protocolError(this.#core, result.code);
    const { more } = result;
    const skipped = result.discarded ? positionOf(result) : undefined;
    if (skipped !== undefined) ++batch.discarded;
    if (frames > 0) {
      batch.show(tableAddress, budget, frames);
      this.#relay.framing = walked.framing;
      const mayFollow = this.#deliver(walked, frames, more || error !== undefined);
      if (mayFollow !== undefined) return mayFollow;
    }
    if (skipped !== undefined) this.#discard(walked, skipped);
    if (!walked.isReading || this.#isVoid) return false;
    if (error !== undefined) {
      walked.malformed(error);
      return false;
    }
    if (more && this.#hub.turnFrames >= FRAMES_PER_TURN) {
      walked.isParked = true;
      walked.yieldTurn();
      return false;
    }
    return more;
  }

  /**
   * Has the frames delivered that the batch shows. Undefined if all of them were and nothing intervened;
   * otherwise whether the rest, which is to be scanned anew, may follow now.
   */
  #deliver(
    walked: Walked<In, Out, Session>,
    frames: number,
    hasMore: boolean,
  ): boolean | undefined {
    const { raw } = this.#core;
    const { batch } = this.#hub;
    const delivered = this.#delivery.frames(walked, frames);
    walked.frames += delivered;
    this.#hub.turnFrames += delivered;
    if (!walked.isOpen || this.#isVoid) return false;
    const { cut } = this.#delivery;
    const last = cut >= 0 ? cut : delivered - 1;
    const isCut = delivered < frames || cut >= 0;
    const { isReading } = walked;
    // An error that may not be told now is voided, and found again when the rest is scanned.
    walked.isParked = !isReading && (isCut || hasMore);
    if (cut >= 0) raw.rewind(walked.slot, batch.end(last), walked.framing);
    else if (isCut || walked.isParked) raw.unscan(walked.slot, batch.end(last), last + 1);
    return isCut || walked.isParked ? isReading : undefined;
  }

  /** Has the messages in the bytes left delivered; true if others of them may follow, framed anew. */
  #walkUnframed(
    walked: Walked<In, Out, Session>,
    codec: StreamCodec<In, Out>,
    budget: number,
  ): boolean {
    const { raw, tableAddress } = this.#core;
    const { batch } = this.#hub;
    batch.show(tableAddress, budget, 1);
    const start = batch.offset(0);
    const end = batch.end(0);
    const messages = this.#delivery.unframed(walked, codec, budget);
    walked.frames += messages;
    this.#hub.turnFrames += messages;
    const next = start + this.#delivery.bytesRead;
    if (!walked.isOpen || this.#isVoid) return false;
    const isCut = this.#delivery.cut >= 0;
    if (isCut) raw.rewind(walked.slot, next, walked.framing);
    else raw.unscan(walked.slot, next, 0);
    const { isReading } = walked;
    const isOver = messages === budget && !isCut;
    walked.isParked = next < end && (isOver || !isReading);
    if (walked.isParked && isReading) walked.yieldTurn();
    return isReading && isCut && next < end;
  }
}
