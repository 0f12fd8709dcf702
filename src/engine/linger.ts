/** The patience of a closing connection: it waits as long as its bytes still move, and a while longer. */
export class Linger {
  readonly #ms: number;
  readonly #bytesLeft: () => number;
  readonly #onOver: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, bytesLeft: () => number, onOver: () => void) {
    this.#ms = ms;
    this.#bytesLeft = bytesLeft;
    this.#onOver = onOver;
  }

  start(): void {
    const before = this.#bytesLeft();
    this.#timer = setTimeout(() => {
      if (this.#bytesLeft() < before) this.start();
      else this.#onOver();
    }, this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
