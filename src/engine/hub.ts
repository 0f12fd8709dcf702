import { TableBatch } from "../codec/batch.js";
import type { Core } from "../core/core.js";
import type { InternalError } from "../errors.js";
import { LOOP_OUTBOUND_BYTES_MAX, OUTBOUND_ARENA_SHARE } from "../limits.js";
import type { EventLoop } from "../reactor/loop.js";
import { Departures, type Sending } from "./departures.js";
import type { Member } from "./member.js";
import { Relay } from "./relay.js";
import { Relief } from "./relief.js";

const hubs = new WeakMap<EventLoop, Hub>();

/** What all connections of one loop share: the batch, who has sent, whose turn is next. */
export class Hub {
  readonly loop: EventLoop;
  readonly core: Core;
  readonly batch: TableBatch;
  readonly relay: Relay;
  readonly relief: Relief;
  readonly departures: Departures;
  /** By slot. */
  readonly members: (Member | undefined)[] = [];
  /** Unsent bytes of all connections. */
  outboundBytes = 0;
  /** Bytes of the pool's blocks that hold them. */
  outboundBlockBytes = 0;
  readonly outboundBytesMax: number = LOOP_OUTBOUND_BYTES_MAX;
  readonly outboundBlockBytesMax: number;
  /** Whether a handler is looking at frames that lie in the zone. */
  isWalking = false;
  /** Whether bytes are being handed to a stream: one in memory may answer before it returns. */
  isWriting = false;
  /** Whose turn it is, and what came of that connection in a row, with no other in between. */
  runner: Member | undefined;
  turnBytes = 0;
  turnFrames = 0;
  failure: InternalError | undefined;
  #waiting: Member[] = [];
  #isTurnQueued = false;
  readonly #turn = (): void => {
    this.#isTurnQueued = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const member of waiting) member.proceed();
  };

  /** The hub of a loop: one for all servers and clients on it. */
  static of(loop: EventLoop): Hub {
    let hub = hubs.get(loop);
    if (hub === undefined) {
      hub = new Hub(loop);
      hubs.set(loop, hub);
    }
    return hub;
  }

  private constructor(loop: EventLoop) {
    this.loop = loop;
    this.core = loop.core;
    // A connection's batch shows one piece and owns no memory: there is nothing to advance or let go.
    this.batch = new TableBatch(loop.core, { advance: () => false, finish: () => undefined });
    this.relay = new Relay(loop.core.memory);
    this.departures = new Departures(this);
    this.relief = new Relief(loop, this.members, this.departures);
    this.outboundBlockBytesMax = loop.core.pool().arenaBytes * OUTBOUND_ARENA_SHARE;
  }

  /** Whether bytes that come now have to wait: what they nest in could go on for ever. */
  get isBusy(): boolean {
    return this.isWalking || this.isWriting;
  }

  /** Bytes of this connection are next: its turn begins, unless it has. */
  run(member: Member): void {
    if (this.runner !== member) this.beginTurn(member);
  }

  /** A new turn, of this connection or of whoever is next. */
  beginTurn(member: Member | undefined): void {
    this.runner = member;
    this.turnBytes = 0;
    this.turnFrames = 0;
  }

  /** Notes that a connection has something to send. */
  sendSoon(sender: Sending): void {
    if (this.isWalking) this.departures.add(sender);
    else this.departures.addForTick(sender);
  }

  /** Lets a connection proceed after the others had their turn. */
  proceedLater(member: Member): void {
    this.#waiting.push(member);
    if (this.#isTurnQueued) return;
    this.#isTurnQueued = true;
    this.loop.later(this.#turn);
  }

  /** A trap or a failed assertion is final for the core: all its connections end. */
  fail(cause: unknown): void {
    if (this.failure !== undefined) return;
    this.failure = this.core.fail(cause);
    this.relief.end();
    for (const member of [...this.members]) member?.broken(this.failure);
  }
}
