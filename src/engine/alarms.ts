/** The timers that a user has set on one connection: one for each token. */
export class Alarms {
  readonly #timers = new Map<unknown, ReturnType<typeof setTimeout>>();
  readonly #onAlarm: (token: unknown) => void;

  constructor(onAlarm: (token: unknown) => void) {
    this.#onAlarm = onAlarm;
  }

  /** Sets the timer of this token, in place of the one before. */
  set(ms: number, token: unknown): void {
    this.clear(token);
    const timer = setTimeout(() => {
      this.#timers.delete(token);
      this.#onAlarm(token);
    }, ms);
    this.#timers.set(token, timer);
  }

  /** Whether there was one. */
  clear(token: unknown): boolean {
    clearTimeout(this.#timers.get(token));
    return this.#timers.delete(token);
  }

  clearAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
