import { ConnectionClosedError, TimeoutError } from "../errors.js";
import { REJECTIONS_MAX } from "../limits.js";
import { Queue } from "./queue.js";
import { type AcceptStatus, CLOSED, WOULD_BLOCK } from "./status.js";
import { WaitLine, type WaitOptions } from "./wait.js";

function late(): Error {
  return new TimeoutError("nobody came in time");
}

/** Links that nobody has accepted yet, those who wait for one, and who was rejected. */
export class AcceptQueue<Accepted> {
  readonly #links = new Queue<Accepted>();
  readonly #rejections = new Queue<unknown>();
  readonly #line = new WaitLine<Accepted>();
  #isClosed = false;

  get length(): number {
    return this.#links.length;
  }

  put(link: Accepted): void {
    if (!this.#line.serve(link)) this.#links.push(link);
  }

  /** The oldest are forgotten where nobody asks for them. */
  reject(error: unknown): void {
    if (this.#rejections.length >= REJECTIONS_MAX) this.#rejections.shift();
    this.#rejections.push(error);
  }

  tryTake(): AcceptStatus<Accepted> {
    if (this.#links.length > 0) return { status: "accepted", link: this.#links.shift() };
    if (this.#rejections.length > 0) return { status: "rejected", error: this.#rejections.shift() };
    return this.#isClosed ? CLOSED : WOULD_BLOCK;
  }

  /** @throws As `LinkListener.accept`. */
  take(options: WaitOptions): Promise<Accepted> {
    if (this.#links.length > 0) return Promise.resolve(this.#links.shift());
    if (this.#isClosed) return Promise.reject(new ConnectionClosedError("the listener is closed"));
    return this.#line.join(options, late);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Answers those that nobody will accept any more. */
  close(): Accepted[] {
    this.#isClosed = true;
    this.#line.refuseAll(new ConnectionClosedError("the listener is closed"));
    const rest: Accepted[] = [];
    while (this.#links.length > 0) rest.push(this.#links.shift());
    return rest;
  }
}
