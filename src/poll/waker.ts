/// <reference lib="esnext.disposable" preserve="true" />
import { expected } from "../core/check.js";
import { Interest } from "./interest.js";
import { IoSource } from "./io-source.js";
import { Ready } from "./ready.js";
import type { Registry } from "./registry.js";
import type { Selector } from "./selector.js";
import type { Token } from "./token.js";
import { WakeCell } from "./wake-cell.js";

/** The one waker of each poll that has one. */
const wakers = new WeakMap<Selector, Waker>();

/**
 * Wakes a poll: a readable event under a token. Wakes that come before the poll has seen the last one are
 * one. It needs no draining.
 *
 * @example
 * const waker = new Waker(poll.registry, Token(9));
 * worker.postMessage(waker.shared); // there: new RemoteWaker(shared).wake()
 */
export class Waker {
  /** What a {@link RemoteWaker} is made of; may be posted to any number of threads. */
  readonly shared: SharedArrayBuffer;
  readonly #source = new IoSource();
  readonly #selector: Selector;
  readonly #cell: WakeCell;

  /** @throws TypeError if the poll has a waker, or is closed; RangeError if the token is in use. */
  constructor(registry: Registry, token: Token) {
    if (wakers.has(registry.selector)) {
      throw new TypeError(expected("registry", "one of a poll without a waker", registry));
    }
    registry.register(this.#source, token, Interest.READABLE);
    this.#selector = registry.selector;
    wakers.set(this.#selector, this);
    this.#cell = new WakeCell(() => this.wake());
    this.shared = this.#cell.shared;
  }

  /** Wakes the poll, from this thread. After `close()` it does nothing. */
  wake(): void {
    this.#source.signalAnew(Ready.READABLE);
  }

  /** Leaves the poll, which may have another waker then. Does nothing twice. */
  close(): void {
    if (wakers.get(this.#selector) !== this) return;
    wakers.delete(this.#selector);
    this.#cell.close();
    this.#source.leave();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Wakes the poll of another thread, any number of them. */
export class RemoteWaker {
  readonly #cell: Int32Array<SharedArrayBuffer>;

  /** @throws TypeError if `shared` is not that of a {@link Waker}. */
  constructor(shared: SharedArrayBuffer) {
    if (!(shared instanceof SharedArrayBuffer)) {
      throw new TypeError(expected("shared", "a SharedArrayBuffer", shared));
    }
    this.#cell = new Int32Array(shared);
  }

  wake(): void {
    Atomics.add(this.#cell, 0, 1);
    Atomics.notify(this.#cell, 0);
  }
}
