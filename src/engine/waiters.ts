interface Waiter {
  readonly signal: AbortSignal | undefined;
  readonly onAbort: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Callers that wait for a connection to get somewhere. */
export class Waiters {
  #waiting: Waiter[] = [];
  #end: { readonly reason: unknown } | undefined;

  /** Settles with the next `wake`, rejects with the signal's reason or that of `fail`. */
  wait(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((each) => each !== waiter);
      };
      const onAbort = (): void => {
        leave();
        const reason: unknown = signal?.reason;
        reject(reason);
      };
      const waiter: Waiter = { signal, onAbort, resolve, reject };
      if (this.#end !== undefined) {
        reject(this.#end.reason);
        return;
      }
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  wake(): void {
    for (const waiter of this.#take()) waiter.resolve();
  }

  /** There is nothing to wait for any more, now and later. */
  fail(reason: unknown): void {
    this.#end = { reason };
    for (const waiter of this.#take()) waiter.reject(reason);
  }

  #take(): Waiter[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { signal, onAbort } of waiting) signal?.removeEventListener("abort", onAbort);
    return waiting;
  }
}
