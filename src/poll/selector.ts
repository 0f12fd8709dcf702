import { expected } from "../core/check.js";
import type { Interest } from "./interest.js";
import { Registration } from "./registration.js";
import type { Token } from "./token.js";

/** Who is registered, and who has something to report, in the order in which it happened. */
export class Selector {
  readonly #members = new Map<Token, Registration>();
  readonly #onReady: () => void;
  #first: Registration | undefined;
  #last: Registration | undefined;
  #isClosed = false;

  /** `onReady` is called whenever somebody gets in line. */
  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  /** @throws RangeError if the token is in use; TypeError if the poll is closed. */
  enter(token: Token, interest: Interest): Registration {
    this.checkOpen();
    this.#checkFree(token);
    const registration = new Registration(this, token, interest);
    this.#members.set(token, registration);
    return registration;
  }

  /** @throws RangeError if the token is another one's. */
  rename(registration: Registration, token: Token): void {
    if (token === registration.token) return;
    this.#checkFree(token);
    this.#members.delete(registration.token);
    registration.token = token;
    this.#members.set(token, registration);
  }

  leave(registration: Registration): void {
    this.#members.delete(registration.token);
  }

  /** Gets in line, at its end, unless it is in line already. */
  enqueue(registration: Registration): void {
    if (registration.isQueued) return;
    registration.isQueued = true;
    if (this.#last === undefined) this.#first = registration;
    else this.#last.next = registration;
    this.#last = registration;
    this.#onReady();
  }

  /** The next that has something to report; it leaves the line. */
  take(): Registration | undefined {
    for (;;) {
      const first = this.#first;
      if (first === undefined) return undefined;
      this.#first = first.next;
      if (first === this.#last) this.#last = undefined;
      first.next = undefined;
      first.isQueued = false;
      if (first.pending !== 0) return first;
    }
  }

  get hasLine(): boolean {
    return this.#first !== undefined;
  }

  /** Everybody leaves, and nobody comes in any more. */
  close(): void {
    this.#isClosed = true;
    for (const registration of this.#members.values()) registration.end();
  }

  /** @throws TypeError if the poll is closed. */
  checkOpen(): void {
    if (this.#isClosed) throw new TypeError("the poll is closed");
  }

  #checkFree(token: Token): void {
    if (!this.#members.has(token)) return;
    throw new RangeError(expected("token", "one that is not in use", token));
  }
}
