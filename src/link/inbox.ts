import { TimeoutError } from "../errors.js";
import type { CloseReason } from "../engine/handler.js";
import { type Consume, Consumer } from "./consumer.js";
import { endError } from "./ends.js";
import { Queue } from "./queue.js";
import { type RecvStatus, WOULD_BLOCK } from "./status.js";
import { WaitLine, type WaitOptions } from "./wait.js";

/** How much an inbox takes before its connection stops reading. */
export interface InboxLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** Reads on when so much of a full inbox is free. */
const FREE_SHARE = 0.5;

function late(): Error {
  return new TimeoutError("no message came in time");
}

/** Messages that have arrived and were not yet taken, and those who wait for one. */
export class Inbox<In> {
  readonly #limits: InboxLimits;
  readonly #onRoom: () => void;
  readonly #messages = new Queue<In>();
  readonly #sizes = new Queue<number>();
  readonly #line = new WaitLine<In>();
  #bytes = 0;
  #isFull = false;
  #end: CloseReason | undefined;
  #consumer: Consumer<In> | undefined;
  /** Is told of each message that nobody waited for, and of the end. */
  onChange: (() => void) | undefined;

  /** `onRoom` is called when a full inbox has room again. */
  constructor(limits: InboxLimits, onRoom: () => void) {
    this.#limits = limits;
    this.#onRoom = onRoom;
  }

  get length(): number {
    return this.#messages.length;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Takes a message that was so long on the wire. */
  put(message: In, bytes: number): void {
    if (this.#consumer?.isFree === true && this.#messages.length === 0) {
      this.#consumer.hand(message);
      return;
    }
    if (this.#messages.length === 0 && this.#line.length > 0 && this.#line.serve(message)) return;
    this.#messages.push(message);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    const { messages, bytes: bytesMax } = this.#limits;
    if (this.#messages.length >= messages || this.#bytes >= bytesMax) this.#isFull = true;
    this.onChange?.();
  }

  tryTake(): RecvStatus<In> {
    if (this.#messages.length > 0) return { status: "received", message: this.shift() };
    return this.#end === undefined ? WOULD_BLOCK : { status: "closed", reason: this.#end };
  }

  /** @throws As `Link.recv`. */
  take(options: WaitOptions): Promise<In> {
    if (this.#messages.length > 0) return Promise.resolve(this.shift());
    if (this.#end !== undefined) return Promise.reject(endError(this.#end));
    return this.#line.join(options, late);
  }

  /** The end, once all that came before it was taken. */
  get end(): CloseReason | undefined {
    return this.#messages.length === 0 ? this.#end : undefined;
  }

  /** The first message; there must be one. */
  shift(): In {
    const message = this.#messages.shift();
    this.#bytes -= this.#sizes.shift();
    if (this.#isFull) this.#makeRoom();
    return message;
  }

  #makeRoom(): void {
    const { messages, bytes } = this.#limits;
    const share = Math.max(this.#messages.length / messages, this.#bytes / bytes);
    if (share > 1 - FREE_SHARE && this.#messages.length > 0) return;
    this.#isFull = false;
    this.#onRoom();
  }

  /** Hands everything over, in order. */
  moveTo(inbox: Inbox<In>): void {
    while (this.#messages.length > 0) inbox.put(this.#messages.shift(), this.#sizes.shift());
    this.#bytes = 0;
    this.#isFull = false;
  }

  /** Nothing more will come. */
  finish(reason: CloseReason): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#line.refuseAll(endError(reason));
    this.onChange?.();
    this.#pump();
  }

  /**
   * Hands all messages to `consume`, what is here and what comes; resolves at the end. `failed` is told
   * what it throws.
   *
   * @throws TypeError if somebody consumes already.
   */
  consume(consume: Consume<In>, failed: (error: unknown) => void): Promise<CloseReason> {
    if (this.#consumer !== undefined) {
      throw new TypeError('"link" expected to have one consumer, got a second');
    }
    this.#consumer = new Consumer(consume, failed, () => this.#pump());
    this.#pump();
    return this.#consumer.done;
  }

  #pump(): void {
    const consumer = this.#consumer;
    if (consumer === undefined) return;
    while (consumer.isFree && this.#messages.length > 0) consumer.hand(this.shift());
    if (this.end !== undefined && consumer.isFree) consumer.finish(this.end);
  }
}
