import { DEPARTURE_BYTES_MAX, DEPARTURE_DELAY_MS, DEPARTURES_MAX } from "../limits.js";
import type { EventLoop } from "../reactor/loop.js";

/** Has something to send. */
export interface Sending {
  /** Bytes that wait. */
  readonly bufferedBytes: number;
  flush(): void;
}

/** Whose departures they are: the hub. */
interface Station {
  readonly loop: EventLoop;
  /** Bytes of the pool's blocks that hold what is unsent, and how many that may be. */
  readonly outboundBlockBytes: number;
  readonly outboundBlockBytesMax: number;
  fail(cause: unknown): void;
}

/**
 * Who has something to send, and when it goes to the kernel. Answers of sockets that are ready together go
 * together, once each has had its turn: a write wakes the peer that waits for it, and who is woken by the
 * first of many writes is still awake for the others.
 */
export class Departures {
  readonly #station: Station;
  readonly #waiting: Sending[] = [];
  /** When the oldest began to wait; 0 if none does. */
  #since = 0;
  /** Who was the last to begin to wait. */
  #latest: Sending | undefined;
  #isTickQueued = false;
  #isTurnQueued = false;
  readonly #endTick = (): void => {
    this.#isTickQueued = false;
    this.flush();
  };
  readonly #endTurn = (): void => {
    this.#isTurnQueued = false;
    this.flush();
  };

  constructor(station: Station) {
    this.#station = station;
  }

  /** In a walk: it is settled when that ends. */
  add(sending: Sending): void {
    this.#waiting.push(sending);
  }

  /** Outside of one: it goes at the end of the tick. */
  addForTick(sending: Sending): void {
    this.#waiting.push(sending);
    if (this.#isTickQueued) return;
    this.#isTickQueued = true;
    queueMicrotask(this.#endTick);
  }

  /** Everything goes now. What fails is the hub's to hear: often nobody else is there to. */
  flush(): void {
    const waiting = this.#waiting;
    try {
      for (const sending of waiting) sending.flush();
    } catch (error) {
      this.#station.fail(error);
    }
    waiting.length = 0;
    this.#since = 0;
  }

  /** Before a walk: what has waited for a while does not wait for another handler. */
  hasten(): void {
    if (this.#since > 0 && performance.now() - this.#since > DEPARTURE_DELAY_MS) this.flush();
  }

  /**
   * Behind a walk: has everything go when all sockets that are ready have had their turn; or now, if there
   * is nobody to wait for, or it would take room that others need.
   */
  settle(): void {
    const waiting = this.#waiting;
    const last = waiting[waiting.length - 1];
    if (last === undefined) return;
    const isAlone = last === this.#latest && waiting.length === 1;
    this.#latest = last;
    if (isAlone || last.bufferedBytes > DEPARTURE_BYTES_MAX || this.#isCrowded) {
      this.flush();
      return;
    }
    if (this.#since === 0) this.#since = performance.now();
    if (this.#isTurnQueued) return;
    this.#isTurnQueued = true;
    this.#station.loop.later(this.#endTurn);
  }

  /** Whether those who wait are many, or hold buffers that others may need. */
  get #isCrowded(): boolean {
    const { outboundBlockBytes, outboundBlockBytesMax } = this.#station;
    return this.#waiting.length >= DEPARTURES_MAX || outboundBlockBytes * 2 > outboundBlockBytesMax;
  }
}
