import { protocolError } from "../codec/faults.js";
import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import type { FaultPosition, ProtocolError } from "../errors.js";
import { BYTES_PER_TURN, FRAMES_PER_TURN, TABLE_FRAMES } from "../limits.js";
import type { ConnectionStats } from "./handler.js";
import type { Hub } from "./hub.js";
import type { Member } from "./member.js";

/** What the reader needs of its connection. */
export interface ReaderHost extends Member {
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
  /** Delivers bytes as they came. */
  deliverData(at: number, bytes: number): void;
  /** The stream failed, behind the frames delivered. */
  malformed(error: ProtocolError): void;
  /** A frame over the limit is passed over, behind the frames delivered. */
  discarded(position: FaultPosition): void;
  /** The turn is over: the others are next. */
  yieldTurn(): void;
  /** Bytes are held that have nowhere to go until the pool has room. */
  starve(): void;
}

/**
 * The way in of one connection: lands bytes, scans them, has the frames delivered and keeps what is not
 * yet a frame. Bytes that may not be delivered now are held, unscanned: the reader is then *parked*.
 */
export class FrameReader {
  readonly #hub: Hub;
  readonly #core: Core;
  readonly #host: ReaderHost;
  readonly #slot: number;
  #framing: number;
  #isRunning = false;
  #runBytes = 0;
  #runFrames = 0;
  /** Whether held bytes may hold whole frames. */
  isParked = false;
  /** Bytes that came while they could not be looked at, or found no room: on the JS heap, in order. */
  readonly #late: Uint8Array[] = [];
  #frames = 0;
  #discarded = 0;
  #bytes = 0;

  constructor(hub: Hub, host: ReaderHost, framing: number) {
    this.#hub = hub;
    this.#core = hub.core;
    this.#host = host;
    this.#slot = host.slot;
    this.#framing = framing;
  }

  /** Whether bytes wait that may hold whole frames. */
  get isWaiting(): boolean {
    return this.isParked || this.#late.length > 0;
  }

  counts(): Pick<ConnectionStats, "framesIn" | "framesDiscarded" | "bytesIn"> {
    return { framesIn: this.#frames, framesDiscarded: this.#discarded, bytesIn: this.#bytes };
  }

  /** Bytes that wait for the rest of a frame, or for their turn. */
  get heldBytes(): number {
    return this.#late.reduce((sum, chunk) => sum + chunk.length, this.#core.raw.held(this.#slot));
  }

  /** Memory for the next direct read: the zone, or the large frame's own buffer if it may move there. */
  target(mayRedirect: boolean): Uint8Array {
    const { raw, zone, memory, result } = this.#core;
    if (!mayRedirect || !this.#host.isReading) return zone;
    const room = raw.landing(this.#slot);
    if (room === EXHAUSTED) this.#host.starve();
    return room > 0 ? memory.subarray(result.landing, result.landing + room) : zone;
  }

  /** Takes bytes that lie at this address, in the zone or where `target` sent them. */
  take(at: number, bytes: number): void {
    const { memory } = this.#core;
    this.#bytes += bytes;
    if (this.#mayLand && this.#late.length === 0) {
      const landed = this.#land(at, bytes);
      const isLate = landed < bytes && this.#host.isOpen;
      if (isLate) this.#late.push(memory.slice(at + landed, at + bytes));
    } else {
      this.#late.push(memory.slice(at, at + bytes));
    }
  }

  /** Takes a chunk of the JS heap; one that comes while frames in the zone are looked at waits. */
  takeChunk(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#late.push(chunk);
    if (this.#hub.isWalking) this.#hub.proceedLater(this.#host);
    else this.#drain();
  }

  /** Lands what waits on the JS heap, a zone at a time. */
  #drain(): void {
    const { zone, zoneAddress } = this.#core;
    for (let chunk = this.#late[0]; chunk !== undefined && this.#mayLand; chunk = this.#late[0]) {
      const part = chunk.length <= zone.length ? chunk : chunk.subarray(0, zone.length);
      zone.set(part);
      const landed = this.#land(zoneAddress, part.length);
      // The handler may have closed the connection: nothing waits any more then.
      if (this.#late[0] !== chunk) return;
      if (landed < chunk.length) this.#late[0] = chunk.subarray(landed);
      else this.#late.shift();
    }
  }

  /** Goes on with what is held, then with what waits. */
  proceed(): void {
    this.#runFrames = 0;
    this.#runBytes = 0;
    if (this.isParked && this.#core.raw.held(this.#slot) > 0) {
      this.#core.raw.resume(this.#slot);
      this.#run();
    } else {
      this.isParked = false;
    }
    this.#drain();
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

  /** Gives up what is held and what waits: nothing more is delivered. */
  forget(): void {
    this.#late.length = 0;
    this.isParked = false;
    // A piece that is being looked at is dropped when the walk returns.
    if (!this.#isRunning) this.#core.raw.forget(this.#slot);
  }

  /** Moves what is held to where there is room for more; false if there is none. */
  rehouse(): boolean {
    const { raw } = this.#core;
    if (this.#hub.relief.isReservedFor(this.#host)) return raw.rehouse(this.#slot) === OK;
    return raw.landing(this.#slot) !== EXHAUSTED;
  }

  /** Whether bytes can be looked at now; otherwise they wait. */
  get #mayLand(): boolean {
    return this.#host.isReading && !this.isParked;
  }

  /** Finds places for the bytes and scans those that may complete a frame; answers how many it took. */
  #land(from: number, count: number): number {
    const { raw, memory, result } = this.#core;
    const end = from + count;
    let at = from;
    while (at < end && this.#mayLand) {
      const room = raw.landing(this.#slot);
      if (room === EXHAUSTED) {
        this.#host.starve();
        break;
      }
      const part = room === 0 ? end - at : Math.min(room, end - at);
      const target = room === 0 ? at : result.landing;
      this.#countRun(part);
      this.#host.deliverData(at, part);
      if (target !== at) memory.copyWithin(target, at, at + part);
      at += part;
      if (!this.#host.isOpen) break;
      if (room > 0 && raw.append(this.#slot, part) !== 0) continue;
      raw.receive(this.#slot, target, part);
      if (this.#host.isReading) this.#run();
      else this.#park();
    }
    if (this.#runBytes >= BYTES_PER_TURN && this.#host.isReading) this.#host.yieldTurn();
    return at - from;
  }

  /** Counts the bytes of one connection in a row. */
  #countRun(bytes: number): void {
    if (this.#hub.runner !== this.#host) {
      this.#hub.runner = this.#host;
      this.#runBytes = 0;
      this.#runFrames = 0;
    }
    this.#runBytes += bytes;
  }

  /** Holds the open piece unscanned: the handler paused when it saw the bytes. */
  #park(): void {
    this.isParked = true;
    this.#settle();
  }

  /** Scans and delivers the open piece, until it ends or something intervenes. */
  #run(): void {
    this.isParked = false;
    this.#isRunning = true;
    this.#hub.isWalking = true;
    try {
      while (this.#scan());
    } finally {
      this.#isRunning = false;
      this.#hub.isWalking = false;
      this.#hub.batch.expire();
    }
    if (!this.#host.isOpen) this.#core.raw.drop(this.#slot);
    this.#settle();
  }

  #settle(): void {
    const { raw } = this.#core;
    if (raw.settle(this.#slot) !== EXHAUSTED) return;
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
    this.#runFrames += messages;
    const next = start + this.#host.bytesRead;
    if (!this.#host.isOpen) return false;
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
    const budget = Math.max(1, Math.min(TABLE_FRAMES, FRAMES_PER_TURN - this.#runFrames));
    const frames = raw.scan(this.#slot, tableAddress, budget);
    if (this.#host.isUnframed) return frames > 0 && this.#walkUnframed(budget);
    const error = result.code === OK ? undefined : protocolError(this.#core, result.code);
    const { more, offset, declared, limit } = result;
    const skipped = result.discarded ? { offset, declared, limit } : undefined;
    if (frames > 0) {
      batch.show(tableAddress, budget, frames);
      const delivered = this.#host.deliver(frames);
      this.#frames += delivered;
      this.#runFrames += delivered;
      if (!this.#host.isOpen) return false;
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
    if (!this.#host.isReading) return false;
    if (error !== undefined) {
      this.#host.malformed(error);
      return false;
    }
    if (more && this.#runFrames >= FRAMES_PER_TURN) {
      this.isParked = true;
      this.#host.yieldTurn();
      return false;
    }
    return more;
  }
}
