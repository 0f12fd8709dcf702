/// <reference lib="es2024.sharedmemory" />

/** A number that threads share: whoever counts it up wakes the one who waits here, without polling. */
export class WakeCell {
  readonly shared: SharedArrayBuffer = new SharedArrayBuffer(4);
  readonly #cell = new Int32Array(this.shared);
  readonly #onWake: () => void;
  #isOpen = true;

  constructor(onWake: () => void) {
    this.#onWake = onWake;
    this.#listen(0);
  }

  /** Nobody is woken any more. */
  close(): void {
    this.#isOpen = false;
    Atomics.notify(this.#cell, 0);
  }

  #listen(seen: number): void {
    const wait = Atomics.waitAsync(this.#cell, 0, seen);
    void Promise.resolve(wait.value).then(() => {
      if (!this.#isOpen) return;
      const now = Atomics.load(this.#cell, 0);
      if (now !== seen) this.#onWake();
      this.#listen(now);
    });
  }
}
