import type { Interest } from "./interest.js";
import { Ready } from "./ready.js";
import type { Registration } from "./registration.js";
import type { Registry, Source } from "./registry.js";
import type { Selector } from "./selector.js";
import type { Token } from "./token.js";
import { WOULD_BLOCK, type WouldBlock } from "./would-block.js";

/**
 * The source that all others are made of. It is told what it is (`signal`) and when that is over
 * (`block`); whatever becomes so, and was not so before, is an event: edge-triggered.
 *
 * ```text
 *              signal(bit): an event
 *   not so  ------------------------->  so  --. signal(bit): nothing
 *           <-------------------------      <-'
 *              block(bit): WOULD_BLOCK
 * ```
 */
export class IoSource implements Source {
  #level = 0;
  #registration: Registration | undefined;
  #selector: Selector | undefined;

  /** From now on it is so: bits of {@link Ready}. */
  signal(bits: number): void {
    const edges = bits & ~this.#level;
    if (edges === 0) return;
    this.#level |= bits;
    this.#registration?.raise(edges, this.#level);
  }

  /** It is so no longer: bits of {@link Ready}. Their next `signal` is an event again. */
  block(bits: number): void {
    this.#level &= ~bits;
    this.#registration?.lower(bits);
  }

  /** As `signal`, but what was so before is an event too. */
  signalAnew(bits: number): void {
    this.block(bits);
    this.signal(bits);
  }

  /**
   * Carries out an operation of one's own on what is behind the source. If it answers `WOULD_BLOCK`, the
   * next change is an event again.
   */
  tryIo<Answer>(operation: () => Answer | WouldBlock): Answer | WouldBlock {
    const answer = operation();
    if (answer === WOULD_BLOCK) this.block(this.blockable());
    return answer;
  }

  /** @throws TypeError if it is registered already; RangeError if the token is in use. */
  register({ selector }: Registry, token: Token, interest: Interest): void {
    if (this.#registration?.isAlive === true) {
      throw new TypeError('"source" expected one that is not registered, got one that is');
    }
    this.#registration = selector.enter(token, interest);
    this.#selector = selector;
    this.#registration.raise(this.#level, this.#level);
  }

  /** @throws TypeError if it is not registered there; RangeError if the token is another source's. */
  reregister({ selector }: Registry, token: Token, interest: Interest): void {
    this.#registered(selector).change(token, interest, this.#level);
  }

  /** @throws TypeError if it is not registered there. */
  deregister({ selector }: Registry): void {
    this.#registered(selector).end();
    this.#registration = undefined;
  }

  /** Leaves its poll, if it has one: what the end of a source begins with. */
  leave(): void {
    this.#registration?.end();
    this.#registration = undefined;
  }

  /** What may be over after an operation of the user's would have blocked. */
  protected blockable(): number {
    return Ready.READABLE | Ready.WRITABLE;
  }

  #registered(selector: Selector): Registration {
    if (this.#registration?.isAlive === true && this.#selector === selector) {
      return this.#registration;
    }
    throw new TypeError('"source" expected one that is registered here, got one that is not');
  }
}
