import {
  type DecodedMessage,
  type StreamCodec,
  decodeError,
  messageLimit,
} from "../codec/codec.js";
import type { Frame } from "../codec/frame.js";
import { readMessage } from "../codec/stream-codec.js";
import { integer } from "../core/check.js";
import { ProtocolError } from "../errors.js";
import type { Callee, HandlerCalls } from "./calls.js";
import type { Format } from "./format.js";
import type { Hub } from "./hub.js";

/** Whose frames they are: who also hears that the peer's bytes are no messages. */
interface Recipient<In, Out, Session> extends Callee<In, Out, Session> {
  malformed(error: ProtocolError): void;
}

/** Brings the frames of a piece to the handler, until it is through or something intervenes. */
export class Delivery<In, Out, Session> {
  readonly #hub: Hub;
  readonly #calls: HandlerCalls<In, Out, Session>;
  readonly #connection: Recipient<In, Out, Session>;
  format: Format<In, Out>;
  #isInterrupted = false;
  #last = -1;
  /** Whether the handler is looking at frames of this connection. */
  isActive = false;
  /** Bytes of the messages that the last `unframed` delivered. */
  bytesRead = 0;

  constructor(
    hub: Hub,
    calls: HandlerCalls<In, Out, Session>,
    connection: Recipient<In, Out, Session>,
    format: Format<In, Out>,
  ) {
    this.#hub = hub;
    this.#calls = calls;
    this.#connection = connection;
    this.format = format;
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
    return this.#walk(() => this.#deliver(count));
  }

  /**
   * Delivers what a StreamCodec finds in the one frame that the batch shows, at most so many messages;
   * answers how many they were, and `bytesRead` how long.
   */
  unframed(codec: StreamCodec<In, Out>, messagesMax: number): number {
    return this.#walk(() => this.#deliverUnframed(codec, messagesMax));
  }

  #walk(deliver: () => number): number {
    this.#isInterrupted = false;
    this.#last = -1;
    this.isActive = true;
    try {
      return deliver();
    } finally {
      this.isActive = false;
    }
  }

  #deliver(count: number): number {
    const { handler } = this.#calls;
    const { decode } = this.format;
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
      if (decode !== undefined) return this.#deliverDecoded(decode, last);
      while (next < last) {
        // Without a codec the frame is the message.
        const answer = handler.onFrame(connection, batch.at(next++) as In);
        if (answer !== undefined) this.#calls.watch(connection, answer);
        if (this.#wasInterrupted()) break;
      }
    } catch (error) {
      this.#calls.thrown(connection, error);
    }
    return next;
  }

  /** The same by way of a codec; what it throws is the peer's fault. */
  #deliverDecoded(decode: (frame: Frame) => In, last: number): number {
    const { batch } = this.#hub;
    let next = 0;
    while (next < last) {
      let message: In;
      try {
        message = decode(batch.at(next));
      } catch (error) {
        this.#refuse(decodeError(error, batch.position(next)));
        return next;
      }
      ++next;
      if (!this.#hand(message)) break;
    }
    return next;
  }

  #deliverUnframed(codec: StreamCodec<In, Out>, messagesMax: number): number {
    const { batch } = this.#hub;
    const limit = messageLimit(codec);
    const bytes = batch.at(0).bytes();
    const start = batch.position(0);
    this.bytesRead = 0;
    let messages = 0;
    while (messages < messagesMax && this.bytesRead < bytes.length) {
      let found: DecodedMessage<In> | "incomplete";
      try {
        const offset = start + this.bytesRead;
        found = readMessage(codec, bytes.subarray(this.bytesRead), offset, limit);
      } catch (error) {
        this.#refuse(error);
        break;
      }
      if (found === "incomplete") break;
      this.bytesRead += found.bytesRead;
      ++messages;
      if (!this.#hand(found.frame)) break;
    }
    return messages;
  }

  /** Gives a message to the handler; whether the next one may follow. */
  #hand(message: In): boolean {
    const { handler } = this.#calls;
    try {
      const answer = handler.onFrame?.(this.#connection, message);
      if (answer !== undefined) this.#calls.watch(this.#connection, answer);
    } catch (error) {
      this.#calls.thrown(this.#connection, error);
      return false;
    }
    return !this.#wasInterrupted();
  }

  /** The bytes are no message: the peer's fault, or that of a codec that breaks its contract. */
  #refuse(error: unknown): void {
    if (error instanceof ProtocolError) this.#connection.malformed(error);
    else this.#calls.thrown(this.#connection, error);
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
