import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import { BYTES_PER_TURN } from "../limits.js";
import type { ConnectionStats } from "./handler.js";
import type { Hub } from "./hub.js";
import { PieceWalk, type WalkHost } from "./piece-walk.js";

/** What the reader needs of its connection. */
export interface ReaderHost extends WalkHost {
  /** Delivers bytes as they came. */
  deliverData(at: number, bytes: number): void;
  /** Bytes are held that have nowhere to go until the pool has room. */
  starve(): void;
}

/**
 * The way in of one connection: lands bytes where they belong, has pieces that may hold frames walked, and
 * keeps what may not be looked at now.
 */
export class FrameReader {
  readonly #hub: Hub;
  readonly #core: Core;
  readonly #host: ReaderHost;
  readonly #slot: number;
  readonly #walk: PieceWalk;
  /** Bytes of this connection in a row, with no other in between. */
  #turnBytes = 0;
  /** Bytes that came while they could not be looked at, or found no room: on the JS heap, in order. */
  readonly #late: Uint8Array[] = [];
  /** Counts how often all that came was given up for a new beginning. */
  #beginnings = 0;
  #bytes = 0;

  constructor(hub: Hub, host: ReaderHost, framing: number) {
    this.#hub = hub;
    this.#core = hub.core;
    this.#host = host;
    this.#slot = host.slot;
    this.#walk = new PieceWalk(hub, host, framing);
  }

  /** Whether bytes wait that may hold whole frames. */
  get isWaiting(): boolean {
    return this.#walk.isParked || this.#late.length > 0;
  }

  counts(): Pick<ConnectionStats, "framesIn" | "framesDiscarded" | "bytesIn"> {
    return { ...this.#walk.counts(), bytesIn: this.#bytes };
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

  /** Takes a chunk of the JS heap; one that comes within a walk or a write waits. */
  takeChunk(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#late.push(chunk);
    if (this.#hub.isBusy) this.#hub.proceedLater(this.#host);
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
    this.#turnBytes = 0;
    this.#walk.turnFrames = 0;
    this.#walk.resume();
    this.#drain();
  }

  /** Behind the frame where the delivery is cut, frames are framed so. */
  switchTo(framing: number): void {
    this.#walk.switchTo(framing);
  }

  /** The same outside of a delivery: what is held is scanned anew. */
  reframe(framing: number): void {
    this.#walk.reframe(framing);
  }

  /** Gives up what is held and what waits: nothing more is delivered. */
  forget(): void {
    this.#late.length = 0;
    this.#walk.isParked = false;
    // A piece that is being looked at is dropped when the walk returns.
    if (!this.#walk.isRunning) this.#core.raw.forget(this.#slot);
  }

  /** Gives up all that came and was not delivered: the stream begins anew. */
  restart(): void {
    ++this.#beginnings;
    this.#late.length = 0;
    this.#walk.restart();
  }

  /** Moves what is held to where there is room for more; false if there is none. */
  rehouse(): boolean {
    const { raw } = this.#core;
    if (this.#hub.relief.isReservedFor(this.#host)) return raw.rehouse(this.#slot) === OK;
    return raw.landing(this.#slot) !== EXHAUSTED;
  }

  /** Whether bytes can be looked at now; otherwise they wait. */
  get #mayLand(): boolean {
    return this.#host.isReading && !this.#walk.isParked;
  }

  /** Finds places for the bytes and scans those that may complete a frame; answers how many it took. */
  #land(from: number, count: number): number {
    const { raw, memory, result } = this.#core;
    const end = from + count;
    const beginning = this.#beginnings;
    let at = from;
    while (at < end && this.#mayLand) {
      const room = raw.landing(this.#slot);
      if (room === EXHAUSTED) {
        this.#host.starve();
        break;
      }
      const part = room === 0 ? end - at : Math.min(room, end - at);
      const target = room === 0 ? at : result.landing;
      this.#countTurn(part);
      this.#host.deliverData(at, part);
      if (beginning !== this.#beginnings) return count;
      if (target !== at) memory.copyWithin(target, at, at + part);
      at += part;
      if (!this.#host.isOpen) break;
      if (room > 0 && raw.append(this.#slot, part) !== 0) continue;
      raw.receive(this.#slot, target, part);
      if (this.#host.isReading) this.#walk.run();
      else this.#walk.park();
      if (beginning !== this.#beginnings) return count;
    }
    if (this.#turnBytes >= BYTES_PER_TURN && this.#host.isReading) this.#host.yieldTurn();
    return at - from;
  }

  /** Counts the bytes of one connection in a row. */
  #countTurn(bytes: number): void {
    if (this.#hub.runner !== this.#host) {
      this.#hub.runner = this.#host;
      this.#turnBytes = 0;
      this.#walk.turnFrames = 0;
    }
    this.#turnBytes += bytes;
  }
}
