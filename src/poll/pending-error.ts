import type { NetworkError } from "../errors.js";
import { networkError } from "../reactor/network-error.js";
import type { IoSource } from "./io-source.js";
import { Ready } from "./ready.js";

/** The error of a source that nobody has seen yet, as the kernel keeps one for each socket. */
export class PendingError {
  readonly #source: IoSource;
  #error: NetworkError | undefined;

  constructor(source: IoSource) {
    this.#source = source;
  }

  /** An error has happened: an event says so, along with `bits`. */
  set(error: Error, bits: number): void {
    this.#error = networkError(error);
    this.#source.signalAnew(Ready.ERROR | bits);
  }

  /** The error, which is seen by that. */
  take(): NetworkError | undefined {
    const error = this.#error;
    this.#error = undefined;
    this.#source.block(Ready.ERROR);
    return error;
  }

  /** @throws NetworkError if there is one; it is seen by that. */
  check(): void {
    if (this.#error !== undefined) throw this.take() as NetworkError;
  }
}
