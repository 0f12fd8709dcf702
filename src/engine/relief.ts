import { HEADROOM_BYTES } from "../limits.js";
import type { EventLoop } from "../reactor/loop.js";
import type { Departures } from "./departures.js";
import type { Member } from "./member.js";

/**
 * What happens when the pool is empty. A read whose bytes found no room goes to the reserve, and nobody
 * reads until the reserve is home. A frame that has outgrown its buffer stops its own connection. Each
 * buffer that comes home is a chance for those who wait; when all that is left are frames that wait for
 * one another, the connection that holds most is closed.
 */
export class Relief {
  readonly #loop: EventLoop;
  readonly #members: readonly (Member | undefined)[];
  readonly #departures: Departures;
  readonly #starved = new Set<Member>();
  #reserved: Member | undefined;
  #isQueued = false;
  #isOver = false;

  constructor(loop: EventLoop, members: readonly (Member | undefined)[], departures: Departures) {
    this.#loop = loop;
    this.#members = members;
    this.#departures = departures;
  }

  /** Whether anybody waits for a buffer. */
  get isNeeded(): boolean {
    return this.#reserved !== undefined || this.#starved.size > 0;
  }

  /** Whether the reserve is out, so that nobody may read. */
  get isReserveOut(): boolean {
    return this.#reserved !== undefined;
  }

  /** Whether the reserve holds this connection's bytes. */
  isReservedFor(member: Member): boolean {
    return this.#reserved === member;
  }

  /** This connection's bytes are in the reserve. */
  reserve(member: Member): void {
    this.#reserved = member;
    for (const each of this.#members) each?.hold(true);
    this.soon();
  }

  /** This connection's frame needs a larger buffer. */
  starve(member: Member): void {
    this.#starved.add(member);
    this.soon();
  }

  /** The connection is gone, and what it held is home. */
  leave(member: Member): void {
    this.#starved.delete(member);
    if (this.#reserved === member) this.#release();
    this.soon();
  }

  /** The core has failed: there is no pool any more. */
  end(): void {
    this.#isOver = true;
  }

  /** A buffer may have come home. */
  soon(): void {
    if (!this.isNeeded || this.#isQueued) return;
    this.#isQueued = true;
    this.#loop.later(() => {
      this.#isQueued = false;
      this.#relieve();
    });
  }

  #release(): void {
    this.#reserved = undefined;
    for (const each of this.#members) each?.hold(false);
  }

  #relieve(): void {
    // What waits to be sent lies in buffers, too.
    this.#departures.flush();
    if (this.#isOver) return;
    if (this.#reserved?.rehouse() === true) this.#release();
    for (const member of this.#starved) {
      if (member.rehouse()) this.#starved.delete(member);
    }
    if (!this.isNeeded) return;
    if (this.#reserved === undefined && this.#somebodyMayFinish()) return;
    this.#largest()?.starved();
  }

  /** Whether a frame is growing that has room left: when it is done its buffer comes home. */
  #somebodyMayFinish(): boolean {
    return this.#members.some(
      (member) => member !== undefined && member.heldBytes > HEADROOM_BYTES && !member.isStarved,
    );
  }

  #largest(): Member | undefined {
    let largest: Member | undefined;
    for (const member of this.#members) {
      if (member?.isOpen === true && member.heldBytes > (largest?.heldBytes ?? 0)) largest = member;
    }
    return largest;
  }
}
