import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import { BYTES_PER_TURN } from "../limits.js";
import type { HandlerCalls } from "./calls.js";
import { Delivery } from "./delivery.js";
import type { Hub } from "./hub.js";
import { PieceWalk, type Walked } from "./piece-walk.js";

/** A connection that takes bytes in: what the intake notes of it, and tells it. */
export interface Receiver<In, Out, Session> extends Walked<In, Out, Session> {
  /** Bytes that came. */
  bytes: number;
  /** Bytes that came while they could not be looked at, or found no room: on the JS heap, in order. */
  late: Uint8Array[] | undefined;
  /** Bytes are held that have nowhere to go until the pool has room. */
  starve(): void;
}

/**
 * The way in of all connections of a server or client: lands bytes where they belong, has pieces that may
 * hold frames walked, and keeps what may not be looked at now. What is a connection's own is noted there.
 */
export class Intake<In, Out, Session> {
  readonly hub: Hub;
  readonly delivery: Delivery<In, Out, Session>;
  readonly #core: Core;
  readonly #walk: PieceWalk<In, Out, Session>;
  /** Whose bytes are being landed, and whether its stream has begun anew meanwhile. */
  #current: Receiver<In, Out, Session> | undefined;
  #isVoid = false;

  constructor(hub: Hub, calls: HandlerCalls<In, Out, Session>) {
    this.hub = hub;
    this.delivery = new Delivery(hub, calls);
    this.#core = hub.core;
    this.#walk = new PieceWalk(hub, this.delivery);
  }

  /** Memory for the next direct read: the zone, or the large frame's own buffer if it may move there. */
  target(receiver: Receiver<In, Out, Session>, mayRedirect: boolean): Uint8Array {
    const { raw, zone, memory, result } = this.#core;
    if (!mayRedirect || !receiver.isReading) return zone;
    const room = raw.landing(receiver.slot);
    if (room === EXHAUSTED) receiver.starve();
    return room > 0 ? memory.subarray(result.landing, result.landing + room) : zone;
  }

  /** Takes bytes that lie at this address, in the zone or where `target` sent them. */
  take(receiver: Receiver<In, Out, Session>, at: number, bytes: number): void {
    const { memory } = this.#core;
    receiver.bytes += bytes;
    if (mayLand(receiver) && receiver.late === undefined) {
      const landed = this.#land(receiver, at, bytes);
      const isLate = landed < bytes && receiver.isOpen;
      if (isLate) keepLate(receiver, memory.slice(at + landed, at + bytes));
    } else {
      keepLate(receiver, memory.slice(at, at + bytes));
    }
  }

  /** Takes a chunk of the JS heap; one that comes within a walk or a write waits. */
  takeChunk(receiver: Receiver<In, Out, Session>, chunk: Uint8Array): void {
    receiver.bytes += chunk.length;
    keepLate(receiver, chunk);
    if (this.hub.isBusy) this.hub.proceedLater(receiver);
    else this.#drain(receiver);
  }

  /** Lands what waits on the JS heap, a zone at a time. */
  #drain(receiver: Receiver<In, Out, Session>): void {
    const { zone, zoneAddress } = this.#core;
    const { late } = receiver;
    if (late === undefined) return;
    for (let chunk = late[0]; chunk !== undefined && mayLand(receiver); chunk = late[0]) {
      const part = chunk.length <= zone.length ? chunk : chunk.subarray(0, zone.length);
      zone.set(part);
      const landed = this.#land(receiver, zoneAddress, part.length);
      // The handler may have closed the connection: nothing waits any more then.
      if (receiver.late !== late) return;
      if (landed < chunk.length) late[0] = chunk.subarray(landed);
      else late.shift();
    }
    if (late.length === 0) receiver.late = undefined;
  }

  /** Goes on with what is held, then with what waits. */
  proceed(receiver: Receiver<In, Out, Session>): void {
    this.hub.beginTurn(receiver);
    this.#walk.resume(receiver);
    this.#drain(receiver);
  }

  /** Outside of a delivery, what is held is scanned anew under another framing. */
  reframe(receiver: Receiver<In, Out, Session>, framing: number): void {
    this.#walk.reframe(receiver, framing);
  }

  /** Gives up what is held and what waits: nothing more is delivered. */
  forget(receiver: Receiver<In, Out, Session>): void {
    receiver.late = undefined;
    receiver.isParked = false;
    // A piece that is being looked at is dropped when the walk returns.
    if (!this.#walk.isOf(receiver)) this.#core.raw.forget(receiver.slot);
  }

  /** Gives up all that came and was not delivered: the stream begins anew. */
  restart(receiver: Receiver<In, Out, Session>): void {
    this.#isVoid ||= receiver === this.#current;
    receiver.late = undefined;
    this.#walk.restart(receiver);
  }

  /** Moves what is held to where there is room for more; false if there is none. */
  rehouse(receiver: Receiver<In, Out, Session>): boolean {
    const { raw } = this.#core;
    if (this.hub.relief.isReservedFor(receiver)) return raw.rehouse(receiver.slot) === OK;
    return raw.landing(receiver.slot) !== EXHAUSTED;
  }

  #hasBegunAnew(): boolean {
    return this.#isVoid;
  }

  /** Finds places for the bytes and scans those that may complete a frame; answers how many it took. */
  #land(receiver: Receiver<In, Out, Session>, from: number, count: number): number {
    const { raw, memory, result } = this.#core;
    const { slot } = receiver;
    this.#current = receiver;
    this.#isVoid = false;
    const end = from + count;
    let at = from;
    while (at < end && mayLand(receiver)) {
      const room = raw.landing(slot);
      if (room === EXHAUSTED) {
        receiver.starve();
        break;
      }
      const part = room === 0 ? end - at : Math.min(room, end - at);
      const target = room === 0 ? at : result.landing;
      this.hub.run(receiver);
      this.hub.turnBytes += part;
      this.delivery.data(receiver, at, part);
      if (this.#hasBegunAnew()) return count;
      if (target !== at) memory.copyWithin(target, at, at + part);
      at += part;
      if (!receiver.isOpen) break;
      if (room > 0 && raw.append(slot, part) !== 0) continue;
      raw.receive(slot, target, part);
      if (receiver.isReading) this.#walk.run(receiver);
      else this.#walk.park(receiver);
      if (this.#hasBegunAnew()) return count;
    }
    if (this.hub.turnBytes >= BYTES_PER_TURN && receiver.isReading) receiver.yieldTurn();
    return at - from;
  }
}

/** Whether bytes can be looked at now; otherwise they wait. */
function mayLand(receiver: { readonly isReading: boolean; readonly isParked: boolean }): boolean {
  return receiver.isReading && !receiver.isParked;
}

function keepLate(receiver: { late: Uint8Array[] | undefined }, bytes: Uint8Array): void {
  receiver.late ??= [];
  receiver.late.push(bytes);
}
