import { expected } from "../core/check.js";
import { type MessageFormat, codecOf } from "./codec.js";
import { MessageDecoder } from "./message-decoder.js";

/** Bytes decoded at once: what a message that waits for its reader keeps of the decoders' pool. */
const SLICE_BYTES = 64 * 1024;

/**
 * The messages of chunks one at a time, for readers that take their time: of a chunk only as much is
 * decoded as was asked for, and the rest of it stays where it is.
 */
export class MessageFeed {
  #format: MessageFormat<unknown>;
  // Made at the first chunk: a feed that nobody reads holds nothing.
  #decoder: MessageDecoder<unknown> | undefined;
  #walk: Iterator<unknown> | undefined;
  #chunk = new Uint8Array(0);
  #taken = 0;

  /** @throws TypeError or RangeError if `format` is none. */
  constructor(format: MessageFormat<unknown>) {
    codecOf(format);
    this.#format = format;
  }

  /** Takes a chunk that must not change until all its messages are taken. @throws TypeError if it is none. */
  push(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(expected("chunk", "a Uint8Array", chunk));
    }
    this.#chunk = chunk as Uint8Array<ArrayBuffer>;
    this.#taken = 0;
  }

  /** The next message; none if another chunk is needed, or the stream has ended. */
  next(): IteratorResult<unknown, undefined> {
    for (;;) {
      const step = this.#walk?.next();
      if (step !== undefined && step.done !== true) return step;
      if (this.#taken === this.#chunk.length) return { done: true, value: undefined };
      const slice = this.#chunk.subarray(this.#taken, this.#taken + SLICE_BYTES);
      this.#decoder ??= new MessageDecoder(this.#format);
      this.#walk = this.#decoder.push(slice)[Symbol.iterator]();
      this.#taken += slice.length;
    }
  }

  /** The stream has ended: the next message is none, or an error. */
  end(): void {
    this.#walk = this.#decoder?.end()[Symbol.iterator]();
  }

  /** Goes on in another format, behind the message last taken. */
  switchTo(format: MessageFormat<unknown>): void {
    codecOf(format);
    this.#format = format;
    this.#walk = this.#decoder?.switchTo(this.#format)[Symbol.iterator]();
  }

  dispose(): void {
    this.#decoder?.dispose();
    this.#walk = undefined;
    this.#taken = this.#chunk.length;
  }
}
