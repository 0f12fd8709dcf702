interface Waiter {
  readonly signal: AbortSignal | undefined;
  readonly onAbort: () => void;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Callers that wait for a connection to get somewhere. */
export class Waiters {
  #waiting: Waiter[] = [];

  /** Settles with the next `wake` or `fail`, or rejects with the signal's reason. */
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

  fail(reason: unknown): void {
    for (const waiter of this.#take()) waiter.reject(reason);
  }

  #take(): Waiter[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { signal, onAbort } of waiting) signal?.removeEventListener("abort", onAbort);
    return waiting;
  }
}
