import { ProtocolError } from "../errors.js";
import { DONE, type MessageSource } from "./message-decoder-source.js";

/**
 * The messages of a chunk, each decoded when it is asked for. Iterating delivers all of them, then
 * throws `error` if there is one. Those not asked for when the next chunk is pushed are passed over.
 */
export interface MessageBatch<In> extends Iterable<In> {
  /** The messages not yet delivered; `error` says how it ended then, and nothing is thrown for it. */
  take(): In[];
  /** Why the stream ended, once the messages in front of that have been delivered. */
  readonly error: ProtocolError | undefined;
}

/** The one iteration over a batch, wherever it is continued. */
export class MessageWalk implements MessageBatch<unknown> {
  error: ProtocolError | undefined;
  /** How it ended if it did not get to its end. */
  end: "left" | "switched" | undefined;
  isStarted = false;
  readonly #source: Pick<MessageSource, "next" | "finish">;

  constructor(error: ProtocolError | undefined, source: Pick<MessageSource, "next" | "finish">) {
    this.error = error;
    this.#source = source;
  }

  next(): IteratorResult<unknown, undefined> {
    if (this.end === "switched") return DONE;
    if (this.end === "left") {
      throw new TypeError('"batch" expected to be read before the next, got a stale access');
    }
    this.isStarted = true;
    try {
      return this.#source.next();
    } catch (error) {
      if (error instanceof ProtocolError) this.error = error;
      throw error;
    }
  }

  take(): unknown[] {
    const messages: unknown[] = [];
    try {
      for (const message of this) messages.push(message);
    } catch (error) {
      if (error !== this.error) throw error;
    }
    return messages;
  }

  [Symbol.iterator](): Iterator<unknown, undefined> {
    return {
      next: () => this.next(),
      return: () => {
        if (this.end === undefined) this.#source.finish();
        return DONE;
      },
    };
  }
}
