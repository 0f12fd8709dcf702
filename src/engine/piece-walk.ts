import { protocolError } from "../codec/faults.js";
import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import type { FaultPosition, ProtocolError } from "../errors.js";
import { FRAMES_PER_TURN, TABLE_FRAMES } from "../limits.js";
import type { ConnectionStats } from "./handler.js";
import type { Hub } from "./hub.js";
import type { Member } from "./member.js";

/** Where the frame is that is passed over, before another call overwrites it. */
function positionOf({ offset, declared, limit }: FaultPosition): FaultPosition {
  return { offset, declared, limit };
}

/** Who looks at the frames of a piece. */
export interface WalkHost extends Member {
  /** Whether frames are to be delivered now. */
  readonly isReading: boolean;
  /** Whether any are to be delivered at all. */
  readonly isOpen: boolean;
  /** Delivers the frames the batch shows; answers how many were, before something intervened. */
  deliver(frames: number): number;
  /** Whether the boundaries of messages are found on this side, by a StreamCodec. */
  readonly isUnframed: boolean;
  /** Delivers at most so many messages of the bytes that the batch shows; answers how many were. */
  deliverUnframed(messagesMax: number): number;
  /** Bytes of those messages. */
  readonly bytesRead: number;
  /** Index of the frame behind which the delivery was cut for another framing, or -1. */
  readonly cut: number;
  /** The stream failed, behind the frames delivered. */
  malformed(error: ProtocolError): void;
  /** A frame over the limit is passed over, behind the frames delivered. */
  discarded(position: FaultPosition): void;
  /** The turn is over: the others are next. */
  yieldTurn(): void;
}

/**
 * Scans the open piece of a connection and has its frames delivered, until it ends or something
 * intervenes. What may not be delivered now stays unscanned: the walk is then *parked*.
 */
export class PieceWalk {
  readonly #hub: Hub;
  readonly #core: Core;
  readonly #host: WalkHost;
  readonly #slot: number;
  #framing: number;
  #frames = 0;
  #discarded = 0;
  /** Frames of this connection in a row, with no other in between. */
  turnFrames = 0;
  isRunning = false;
  /** Whether held bytes may hold whole frames. */
  isParked = false;
  /** Whether the piece that is being looked at counts no more. */
  #isVoid = false;

  constructor(hub: Hub, host: WalkHost, framing: number) {
    this.#hub = hub;
    this.#core = hub.core;
    this.#host = host;
    this.#slot = host.slot;
    this.#framing = framing;
  }

  counts(): Pick<ConnectionStats, "framesIn" | "framesDiscarded"> {
    return { framesIn: this.#frames, framesDiscarded: this.#discarded };
  }

  /** Behind the frame where the delivery is cut, frames are framed so. */
  switchTo(framing: number): void {
    this.#framing = framing;
  }

  /** The same outside of a delivery: what is held is scanned anew. */
  reframe(framing: number): void {
    this.#framing = framing;
    this.#core.raw.reframe(this.#slot, framing);
    this.isParked ||= this.#core.raw.held(this.#slot) > 0;
  }

  /** Nothing that came so far is looked at any more; what comes next is framed from its beginning. */
  restart(): void {
    this.#isVoid = this.isRunning;
    this.isParked = false;
    if (this.isRunning) return;
    this.#core.raw.forget(this.#slot);
    this.#core.raw.reframe(this.#slot, this.#framing);
  }

  /** Holds the open piece unscanned: the handler paused when it saw the bytes. */
  park(): void {
    this.isParked = true;
    this.#settle();
  }

  /** Goes on with what is held, if that may hold frames. */
  resume(): void {
    const isHeld = this.isParked && this.#core.raw.held(this.#slot) > 0;
    this.isParked = false;
    if (!isHeld) return;
    this.#core.raw.resume(this.#slot);
    this.run();
  }

  /** Scans and delivers the open piece. */
  run(): void {
    const { batch } = this.#hub;
    this.isParked = false;
    this.isRunning = true;
    this.#hub.isWalking = true;
    batch.discarded = 0;
    try {
      while (this.#scan());
    } finally {
      this.isRunning = false;
      this.#hub.isWalking = false;
      batch.expire();
    }
    if (!this.#host.isOpen || this.#isVoid) this.#core.raw.drop(this.#slot);
    if (this.#isVoid) this.#core.raw.reframe(this.#slot, this.#framing);
    this.#isVoid = false;
    this.#settle();
  }

  #settle(): void {
    const { raw } = this.#core;
    if (raw.settle(this.#slot) !== EXHAUSTED) {
      // The block of a frame that has ended is a chance for those who wait.
      this.#hub.relief.soon();
      return;
    }
    if (raw.settleInReserve(this.#slot) === OK) {
      this.#hub.relief.reserve(this.#host);
      return;
    }
    raw.drop(this.#slot);
    raw.settle(this.#slot);
    this.#host.starved();
  }

  /** Has the messages in the bytes left delivered; true if others of them may follow, framed anew. */
  #walkUnframed(budget: number): boolean {
    const { raw, tableAddress } = this.#core;
    const { batch } = this.#hub;
    batch.show(tableAddress, budget, 1);
    const start = batch.offset(0);
    const end = batch.end(0);
    const messages = this.#host.deliverUnframed(budget);
    this.#frames += messages;
    this.turnFrames += messages;
    const next = start + this.#host.bytesRead;
    if (!this.#host.isOpen || this.#isVoid) return false;
    if (this.#host.cut >= 0) raw.rewind(this.#slot, next, this.#framing);
    else raw.unscan(this.#slot, next, 0);
    const { isReading } = this.#host;
    const isOver = messages === budget && this.#host.cut < 0;
    this.isParked = next < end && (isOver || !isReading);
    if (this.isParked && isReading) this.#host.yieldTurn();
    return isReading && this.#host.cut >= 0 && next < end;
  }

  #discard(position: FaultPosition): void {
    ++this.#discarded;
    this.#host.discarded(position);
    // The handler of that event may have paused.
    this.isParked = !this.#host.isReading && this.#host.isOpen;
  }

  /** One scan and one walk; true if there may be more frames in the piece. */
  #scan(): boolean {
    const { raw, result, tableAddress } = this.#core;
    const { batch } = this.#hub;
    const budget = Math.max(1, Math.min(TABLE_FRAMES, FRAMES_PER_TURN - this.turnFrames));
    const frames = raw.scan(this.#slot, tableAddress, budget);
    if (this.#host.isUnframed) return frames > 0 && this.#walkUnframed(budget);
    const error = result.code === OK ? undefined : protocolError(this.#core, result.code);
    const { more } = result;
    const skipped = result.discarded ? positionOf(result) : undefined;
    if (skipped !== undefined) ++batch.discarded;
    if (frames > 0) {
      batch.show(tableAddress, budget, frames);
      const delivered = this.#host.deliver(frames);
      this.#frames += delivered;
      this.turnFrames += delivered;
      if (!this.#host.isOpen || this.#isVoid) return false;
      const { cut } = this.#host;
      const last = cut >= 0 ? cut : delivered - 1;
      const isCut = delivered < frames || cut >= 0;
      const { isReading } = this.#host;
      // An error that may not be told now is voided, and found again when the rest is scanned.
      this.isParked = !isReading && (isCut || more || error !== undefined);
      if (cut >= 0) raw.rewind(this.#slot, batch.end(last), this.#framing);
      else if (isCut || this.isParked) raw.unscan(this.#slot, batch.end(last), last + 1);
      if (isCut || this.isParked) return isReading;
    }
    if (skipped !== undefined) this.#discard(skipped);
    if (!this.#host.isReading || this.#isVoid) return false;
    if (error !== undefined) {
      this.#host.malformed(error);
      return false;
    }
    if (more && this.turnFrames >= FRAMES_PER_TURN) {
      this.isParked = true;
      this.#host.yieldTurn();
      return false;
    }
    return more;
  }
}
