import { integer } from "../core/check.js";
import type { Callee, HandlerCalls } from "./calls.js";
import type { Hub } from "./hub.js";

/** Brings the frames of a piece to the handler, until it is through or something intervenes. */
export class Delivery<Out, Session> {
  readonly #hub: Hub;
  readonly #calls: HandlerCalls<Out, Session>;
  readonly #connection: Callee<Out, Session>;
  #isInterrupted = false;
  #last = -1;
  /** Whether the handler is looking at frames of this connection. */
  isActive = false;

  constructor(hub: Hub, calls: HandlerCalls<Out, Session>, connection: Callee<Out, Session>) {
    this.#hub = hub;
    this.#calls = calls;
    this.#connection = connection;
  }

  /** No frame behind the one being looked at is delivered now. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /**
   * Nor ever: frames behind `index`, or else behind the one being looked at, are cut anew.
   *
   * @throws RangeError if there is no such frame in the batch.
   */
  cutBehind(index: number | undefined): void {
    const { batch } = this.#hub;
    const last = batch.length - 1;
    const shown = batch.shown >= 0 ? batch.shown : last;
    this.#last = integer("index", index ?? shown, 0, last);
    this.#isInterrupted = true;
  }

  /** Index of the frame behind which frames are cut anew, or -1. */
  get cut(): number {
    return this.#last;
  }

  /** Delivers the frames that the batch shows; answers how many of them counted. */
  frames(count: number): number {
    this.#isInterrupted = false;
    this.#last = -1;
    this.isActive = true;
    try {
      return this.#deliver(count);
    } finally {
      this.isActive = false;
    }
  }

  #deliver(count: number): number {
    const { handler } = this.#calls;
    const connection = this.#connection;
    const { batch } = this.#hub;
    let next = 0;
    try {
      if (handler.onBatch !== undefined) {
        const answer = handler.onBatch(connection, batch);
        if (answer !== undefined) this.#calls.watch(connection, answer);
        if (connection.state !== "open") return count;
        // A pause begins behind this batch, a switch behind the frame it named.
        this.#isInterrupted = false;
      }
      const last = this.#last < 0 ? count : this.#last + 1;
      if (handler.onFrame === undefined) return last;
      while (next < last) {
        const answer = handler.onFrame(connection, batch.at(next++));
        if (answer !== undefined) this.#calls.watch(connection, answer);
        if (this.#wasInterrupted()) break;
      }
    } catch (error) {
      this.#calls.thrown(connection, error);
    }
    return next;
  }

  #wasInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Delivers bytes as they came. */
  data(at: number, bytes: number): void {
    if (this.#calls.handler.onData === undefined) return;
    this.#hub.isWalking = true;
    this.#calls.data(this.#connection, this.#hub.core.memory.subarray(at, at + bytes));
    this.#hub.isWalking = false;
  }
}
