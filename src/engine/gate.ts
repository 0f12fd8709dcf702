import type { ByteStream } from "../reactor/byte-stream.js";

/** The user called `pause()`. */
export const PAUSED = 1;
/** `send()` answered false, and reading waits for the peer to read. */
export const BLOCKED = 2;
/** The others have their turn. */
export const TURN_OVER = 4;
/** The frame has outgrown its buffer, and the pool has no larger one. */
export const STARVED = 8;
/** The pool's reserve is out: nobody reads. */
export const HELD = 16;

/** Why a connection does not read now: it reads when no cause is left. */
export class ReadGate {
  readonly #transport: ByteStream;
  #causes = 0;

  constructor(transport: ByteStream) {
    this.#transport = transport;
  }

  get isOpen(): boolean {
    return this.#causes === 0;
  }

  has(cause: number): boolean {
    return (this.#causes & cause) !== 0;
  }

  shut(cause: number): void {
    if (this.#causes === 0) this.#transport.pause();
    this.#causes |= cause;
  }

  /** Lifts a cause; true if it was the last one. Reading on is the caller's to do. */
  lift(cause: number): boolean {
    if (!this.has(cause)) return false;
    this.#causes &= ~cause;
    return this.#causes === 0;
  }

  /** Forgets all causes: what comes now is discarded. */
  clear(): void {
    this.#causes = 0;
    this.#transport.resume();
  }
}
