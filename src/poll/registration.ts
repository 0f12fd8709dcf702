import type { Interest } from "./interest.js";
import { ALWAYS_REPORTED } from "./ready.js";
import type { Token } from "./token.js";

/** What a poll does for its registrations. */
interface Host {
  enqueue(registration: Registration): void;
  rename(registration: Registration, token: Token): void;
  leave(registration: Registration): void;
}

/**
 * A source at a poll, from `register` to `deregister`: what is to be reported of it, and its place in the
 * line of those that have something to report. A source that comes back gets a new one, so whatever still
 * holds the old one can see that it is over.
 */
export class Registration {
  token: Token;
  interest: Interest;
  /** Bits to be reported. */
  pending = 0;
  isAlive = true;
  isQueued = false;
  /** The one behind it in line. */
  next: Registration | undefined;
  readonly #host: Host;

  constructor(host: Host, token: Token, interest: Interest) {
    this.#host = host;
    this.token = token;
    this.interest = interest;
  }

  /** Reports what has become so, as far as it is asked for; what is lasting joins in. */
  raise(edges: number, level: number): void {
    this.pending |= edges & (this.interest.bits | ALWAYS_REPORTED);
    if (this.pending === 0) return;
    this.pending |= level & ALWAYS_REPORTED;
    this.#host.enqueue(this);
  }

  /** Reports no longer what is no longer so. */
  lower(bits: number): void {
    this.pending &= ~bits;
  }

  /** Another token and interest; everything that is so now is reported under them. */
  change(token: Token, interest: Interest, level: number): void {
    this.#host.rename(this, token);
    this.interest = interest;
    this.pending = 0;
    this.raise(level, level);
  }

  /** Nothing is reported from now on. */
  end(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.pending = 0;
    this.#host.leave(this);
  }
}
