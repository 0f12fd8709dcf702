import { integer } from "../../core/check.js";
import { TimeoutError } from "../../errors.js";
import type { LinkObserver } from "../protocol.js";
import { type WaitOptions, Waiter } from "../wait.js";

/** Counts messages of all the links it observes. */
export interface CounterObserver extends LinkObserver<unknown, unknown> {
  readonly received: number;
  readonly sent: number;
  /**
   * Resolves once so many messages have arrived, all in all.
   *
   * @throws TimeoutError or the signal's reason if they do not come in time.
   */
  hasReceived(count: number, options?: WaitOptions): Promise<void>;
}

class Counter implements CounterObserver {
  received = 0;
  sent = 0;
  readonly #waiting = new Map<Waiter<void>, number>();

  onRecv(): void {
    ++this.received;
    for (const [waiter, count] of this.#waiting) {
      if (this.received < count) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  onSent(): void {
    ++this.sent;
  }

  async hasReceived(count: number, options: WaitOptions = {}): Promise<void> {
    integer("count", count, 0, Number.MAX_SAFE_INTEGER);
    if (this.received >= count) return;
    const late = (): Error => {
      return new TimeoutError(`${this.received} of ${count} messages have come in time`);
    };
    const waiter = new Waiter<void>(options, late, (self) => this.#waiting.delete(self));
    this.#waiting.set(waiter, count);
    await waiter.promise;
  }
}

export function counter(): CounterObserver {
  return new Counter();
}
