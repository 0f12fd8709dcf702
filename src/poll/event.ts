import { Ready } from "./ready.js";
import type { Registration } from "./registration.js";
import type { Token } from "./token.js";

/**
 * What became of a source. It is good until the next poll with the same `Events`, or until the handler of
 * `run()` returns: `clone()` keeps it. Readable and writable may come in one event or in two, and any of
 * it may be false by the time it is looked at.
 */
export class Event {
  #registration: Registration | undefined;
  #token: Token | undefined;
  #bits = 0;

  /** Becomes the event of a registration, which has nothing to report then. For `Events`, not for users. */
  show(registration: Registration): void {
    this.#registration = registration;
    this.#token = registration.token;
    this.#bits = registration.pending;
    registration.pending = 0;
  }

  /** Whether its source has not been deregistered since. For `Events`, not for users. */
  get isAlive(): boolean {
    return this.#registration?.isAlive === true;
  }

  /** Gets in line again, unseen. For `Events`, not for users. */
  giveBack(): void {
    if (this.isAlive) this.#registration?.raise(this.#bits, this.#bits);
  }

  /** Holds on to nobody. For `Events`, not for users. */
  forget(): void {
    this.#registration = undefined;
  }

  /** The token that the source had when the event came. */
  get token(): Token {
    return this.#token as Token;
  }

  /** There is something to be read or accepted, or the end of it. */
  get isReadable(): boolean {
    return (this.#bits & Ready.READABLE) !== 0;
  }

  /** There is room to write, or the connection is made, or failed. */
  get isWritable(): boolean {
    return (this.#bits & Ready.WRITABLE) !== 0;
  }

  /** An error is waiting: the next operation throws it, unless `takeError()` takes it. */
  get isError(): boolean {
    return (this.#bits & Ready.ERROR) !== 0;
  }

  /** The peer will write no more, or this end will read no more. What came before can still be read. */
  get isReadClosed(): boolean {
    return (this.#bits & Ready.READ_CLOSED) !== 0;
  }

  /** Nothing can be written any more. */
  get isWriteClosed(): boolean {
    return (this.#bits & Ready.WRITE_CLOSED) !== 0;
  }

  /** Never: Node shows no out-of-band data. */
  readonly isPriority: boolean = false;

  /** Never: Node has no POSIX asynchronous I/O. */
  readonly isAio: boolean = false;

  /** Never: Node has no POSIX asynchronous I/O. */
  readonly isLio: boolean = false;

  /** One of its own, good for ever. */
  clone(): Event {
    const copy = new Event();
    copy.#token = this.#token;
    copy.#bits = this.#bits;
    return copy;
  }

  /** As `Debug` prints it, to be looked at only. */
  toString(): string {
    const names = Object.entries(Ready).filter(([, bit]) => (this.#bits & bit) !== 0);
    return `Event(${this.token}: ${names.map(([name]) => name).join(" | ")})`;
  }
}
