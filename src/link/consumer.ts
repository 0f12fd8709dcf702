import type { CloseReason } from "../engine/handler.js";
import { endError, isCleanEnd } from "./ends.js";

/** Takes a message; the next one waits for its promise, if it returns one. */
export type Consume<In> = (message: In) => void | Promise<void>;

/** Somebody who is given each message as it arrives, instead of asking for it. */
export class Consumer<In> {
  readonly done: Promise<CloseReason>;
  readonly #consume: Consume<In>;
  readonly #failed: (error: unknown) => void;
  readonly #goOn: () => void;
  #resolve: (reason: CloseReason) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #isFree = true;

  /** `goOn` is called when it is free again. */
  constructor(consume: Consume<In>, failed: (error: unknown) => void, goOn: () => void) {
    this.#consume = consume;
    this.#failed = failed;
    this.#goOn = goOn;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get isFree(): boolean {
    return this.#isFree;
  }

  hand(message: In): void {
    try {
      const answer = this.#consume(message);
      if (answer === undefined) return;
      this.#isFree = false;
      Promise.resolve(answer).then(
        () => {
          this.#isFree = true;
          this.#goOn();
        },
        (error: unknown) => this.#fail(error),
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** It is never free again. */
  #fail(error: unknown): void {
    this.#isFree = false;
    this.#reject(error);
    this.#failed(error);
  }

  finish(reason: CloseReason): void {
    if (isCleanEnd(reason)) this.#resolve(reason);
    else this.#reject(endError(reason));
  }
}
