import { protocolError } from "../codec/faults.js";
import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import type { ProtocolError } from "../errors.js";
import { BYTES_PER_TURN, FRAMES_PER_TURN } from "../limits.js";
import type { Hub } from "./hub.js";
import type { Member } from "./member.js";

/** Frames of the core's own table. */
const TABLE_FRAMES = 4096;

/** What the reader needs of its connection. */
export interface ReaderHost extends Member {
  /** Whether frames are to be delivered now. */
  readonly isReading: boolean;
  /** Whether any are to be delivered at all. */
  readonly isOpen: boolean;
  /** Delivers the frames the batch shows; answers how many were, before something intervened. */
  deliver(frames: number): number;
  /** Index of the frame behind which the delivery was cut for another framing, or -1. */
  readonly cut: number;
  /** Delivers bytes as they came. */
  deliverData(at: number, bytes: number): void;
  /** The stream failed, behind the frames delivered. */
  malformed(error: ProtocolError): void;
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
  #runBytes = 0;
  #runFrames = 0;
  /** Whether held bytes may hold whole frames. */
  isParked = false;
  /** Late bytes that found no room in the pool: on the JS heap, in order. */
  readonly #late: Uint8Array[] = [];
  #frames = 0;
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

  counts(): { readonly framesIn: number; readonly bytesIn: number } {
    return { framesIn: this.#frames, bytesIn: this.#bytes };
  }

  get heldBytes(): number {
    return this.#core.raw.held(this.#slot);
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
    if (this.#late.length > 0) this.#late.push(this.#core.memory.slice(at, at + bytes));
    else this.#take(at, bytes);
  }

  #take(at: number, bytes: number): void {
    this.#bytes += bytes;
    if (this.#hub.runner !== this.#host) {
      this.#hub.runner = this.#host;
      this.#runBytes = 0;
      this.#runFrames = 0;
    }
    this.#runBytes += bytes;
    this.#host.deliverData(at, bytes);
    this.#land(at, bytes);
    if (this.#runBytes >= BYTES_PER_TURN && this.#host.isReading) this.#host.yieldTurn();
  }

  /**
   * Takes a chunk of the JS heap, a zone at a time. One that arrives while frames in the zone are being
   * looked at, or behind bytes that wait, waits too.
   */
  takeChunk(chunk: Uint8Array): void {
    if (this.#hub.isWalking || this.#late.length > 0) {
      this.#late.push(chunk);
      this.#hub.proceedLater(this.#host);
      return;
    }
    this.#takeParts(chunk);
  }

  #takeParts(chunk: Uint8Array): void {
    const { zone, zoneAddress } = this.#core;
    for (let at = 0; at < chunk.length && this.#host.isOpen; at += zone.length) {
      const part = chunk.length <= zone.length ? chunk : chunk.subarray(at, at + zone.length);
      zone.set(part);
      this.#take(zoneAddress, part.length);
    }
  }

  /** Goes on with what is held. */
  proceed(): void {
    this.#runFrames = 0;
    this.#runBytes = 0;
    if (this.isParked && this.#core.raw.held(this.#slot) > 0) {
      this.isParked = false;
      this.#core.raw.resume(this.#slot);
      this.#run();
    }
    this.isParked = this.isParked && this.#core.raw.held(this.#slot) > 0;
    while (this.#late.length > 0 && this.#host.isReading) {
      const chunk = this.#late.shift();
      if (chunk !== undefined) this.#takeParts(chunk);
    }
  }

  /** Behind the frame where the delivery is cut, frames are framed so. */
  switchTo(framing: number): void {
    this.#framing = framing;
  }

  /** The same outside of a delivery: what is held is scanned anew. */
  reframe(framing: number): void {
    this.#framing = framing;
    this.#core.raw.reframe(this.#slot, framing);
    this.isParked ||= this.heldBytes > 0;
  }

  /** Moves what is held to where there is room for more; false if there is none. */
  rehouse(): boolean {
    const { raw } = this.#core;
    if (this.#hub.relief.isReservedFor(this.#host)) return raw.rehouse(this.#slot) === OK;
    return raw.landing(this.#slot) !== EXHAUSTED;
  }

  /** Finds a place for the bytes, and scans those that complete a frame. */
  #land(from: number, count: number): void {
    const { raw, memory, result } = this.#core;
    let at = from;
    let left = count;
    while (left > 0 && this.#host.isOpen) {
      const room = raw.landing(this.#slot);
      if (room === EXHAUSTED || (this.#hub.relief.isReserveOut && !this.#host.isReading)) {
        this.#late.push(memory.slice(at, at + left));
        this.#host.starve();
        return;
      }
      const part = room === 0 ? left : Math.min(room, left);
      if (room === 0) {
        raw.receive(this.#slot, at, part);
      } else {
        const { landing } = result;
        if (landing !== at) memory.copyWithin(landing, at, at + part);
        if (!this.isParked && raw.append(this.#slot, part) !== 0) {
          at += part;
          left -= part;
          continue;
        }
        raw.receive(this.#slot, landing, part);
      }
      at += part;
      left -= part;
      if (this.#host.isReading && !this.isParked) this.#run();
      else this.#park();
    }
  }

  #park(): void {
    this.isParked = true;
    this.#settle();
  }

  /** Scans and delivers the open piece, until it ends or something intervenes. */
  #run(): void {
    this.#hub.isWalking = true;
    try {
      while (this.#scan());
    } finally {
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

  /** One scan and one walk; true if there may be more frames in the piece. */
  #scan(): boolean {
    const { raw, result, tableAddress } = this.#core;
    const { batch } = this.#hub;
    const budget = Math.max(1, Math.min(TABLE_FRAMES, FRAMES_PER_TURN - this.#runFrames));
    const frames = raw.scan(this.#slot, tableAddress, budget);
    const error = result.code === OK ? undefined : protocolError(this.#core, result.code);
    const { more } = result;
    if (frames > 0) {
      batch.show(tableAddress, budget, frames);
      const delivered = this.#host.deliver(frames);
      this.#frames += delivered;
      this.#runFrames += delivered;
      if (!this.#host.isOpen) return false;
      const { cut } = this.#host;
      const last = cut >= 0 ? cut : delivered - 1;
      const isCut = delivered < frames || cut >= 0;
      if (isCut) raw.rewind(this.#slot, batch.end(last), this.#framing);
      if (!this.#host.isReading) {
        this.isParked = isCut || more || error !== undefined;
        if (this.isParked && !isCut) raw.rewind(this.#slot, batch.end(last), this.#framing);
        return false;
      }
      if (isCut) return true;
    }
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
