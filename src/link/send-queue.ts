import { ResourceError, TimeoutError } from "../errors.js";
import { SENDS_MAX } from "../limits.js";
import { type WaitOptions, Waiter } from "./wait.js";

/** A message somebody waits for. */
interface Pending<Out> {
  readonly message: Out;
  readonly isReplayed: boolean;
  readonly waiter: Waiter<void>;
}

function late(isQueued: boolean): Error {
  const rest = isQueued ? "the rest of the message goes on" : "nothing of the message is sent";
  return new TimeoutError(`the peer did not take the message in time: ${rest}`, isQueued);
}

/** The calls of `send()` that wait: for their turn, or for the room that their message took. */
export class SendQueue<Out> {
  readonly #waiting = new Set<Pending<Out>>();
  readonly #queued = new Set<Waiter<void>>();

  /** Whether somebody waits for a turn. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** @throws ResourceError if too many wait; otherwise as {@link Waiter}. */
  join(message: Out, isReplayed: boolean, options: WaitOptions): Promise<void> {
    if (this.#waiting.size >= SENDS_MAX) {
      const text = `${SENDS_MAX} messages wait to be sent already: await send()`;
      throw new ResourceError("outbound-overflow", text);
    }
    const waiter: Waiter<void> = new Waiter<void>(
      options,
      (): Error => late(this.#queued.has(waiter)),
      () => {
        this.#waiting.delete(pending);
        this.#queued.delete(waiter);
      },
    );
    const pending: Pending<Out> = { message, isReplayed, waiter };
    this.#waiting.add(pending);
    return waiter.promise;
  }

  /** Waits for the room that a message took which has been handed over. */
  room(options: WaitOptions): Promise<void> {
    const waiter: Waiter<void> = new Waiter<void>(
      options,
      () => late(true),
      () => this.#queued.delete(waiter),
    );
    this.#queued.add(waiter);
    return waiter.promise;
  }

  /**
   * Hands over those who wait, in order, as long as `hasRoom`; whoever's message took the room waits on.
   */
  drain(hasRoom: () => boolean, hand: (message: Out, isReplayed: boolean) => void): void {
    if (!hasRoom()) return;
    this.#serveQueued();
    for (const pending of this.#waiting) {
      if (!hasRoom()) break;
      this.#waiting.delete(pending);
      const { message, isReplayed, waiter } = pending;
      try {
        hand(message, isReplayed);
      } catch (error) {
        waiter.reject(error);
        continue;
      }
      if (hasRoom()) waiter.resolve();
      else this.#queued.add(waiter);
    }
  }

  #serveQueued(): void {
    const queued = [...this.#queued];
    this.#queued.clear();
    for (const waiter of queued) waiter.resolve();
  }

  /** What was handed over is lost, as far as anybody knows. */
  refuseQueued(reason: unknown): void {
    const queued = [...this.#queued];
    this.#queued.clear();
    for (const waiter of queued) waiter.reject(reason);
  }

  refuseAll(reason: unknown): void {
    this.refuseQueued(reason);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { waiter } of waiting) waiter.reject(reason);
  }
}
