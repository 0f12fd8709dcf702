import { integer } from "../core/check.js";
import { signalOf } from "../engine/options.js";
import { TIMER_MS_MAX } from "../limits.js";

/** How long a call may take. */
export interface WaitOptions {
  /** Milliseconds, 0 to 2^31 - 1; by default for ever. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait with its reason when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** @throws TypeError or RangeError if it is no time. */
export function timeoutOf(timeoutMs: number | undefined): number | undefined {
  return timeoutMs === undefined ? undefined : integer("timeoutMs", timeoutMs, 0, TIMER_MS_MAX);
}

/** One who waits: settled once, by an answer, the clock or a signal. */
export class Waiter<Value> {
  readonly promise: Promise<Value>;
  #resolve: (value: Value) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  #isSettled = false;

  /**
   * `late` makes the error of one who has waited too long; `gaveUp` is called where nobody else settles it.
   *
   * @throws TypeError or RangeError if an option is wrong; the signal's reason if it has aborted.
   */
  constructor(options: WaitOptions, late: () => Error, gaveUp: (waiter: Waiter<Value>) => void) {
    const timeoutMs = timeoutOf(options.timeoutMs);
    const signal = signalOf(options.signal);
    signal?.throwIfAborted();
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const giveUp = (reason: unknown): void => {
      this.reject(reason);
      gaveUp(this);
    };
    if (timeoutMs !== undefined) this.#timer = setTimeout(() => giveUp(late()), timeoutMs);
    if (signal === undefined) return;
    this.#signal = signal;
    this.#onAbort = () => giveUp(signal.reason);
    signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  resolve(value: Value): void {
    this.#settle();
    this.#resolve(value);
  }

  reject(reason: unknown): void {
    this.#settle();
    this.#reject(reason);
  }

  #settle(): void {
    this.#isSettled = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

/** Those who wait for the same thing, first come first served. Whoever gives up leaves at once. */
export class WaitLine<Value> {
  readonly #waiting = new Set<Waiter<Value>>();

  get length(): number {
    return this.#waiting.size;
  }

  /** Rejects with what {@link Waiter} throws. */
  join(options: WaitOptions, late: () => Error): Promise<Value> {
    try {
      const waiter = new Waiter<Value>(options, late, (self) => this.#waiting.delete(self));
      this.#waiting.add(waiter);
      return waiter.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Serves the first in line; false if nobody is. */
  serve(value: Value): boolean {
    for (const waiter of this.#waiting) {
      this.#waiting.delete(waiter);
      waiter.resolve(value);
      return true;
    }
    return false;
  }

  serveAll(value: Value): void {
    while (this.serve(value));
  }

  refuseAll(reason: unknown): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of all) waiter.reject(reason);
  }
}
