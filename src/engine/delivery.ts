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

/** Whose frames are delivered, and what they are. */
export interface Delivered<In, Out, Session> {
  readonly connection: Recipient<In, Out, Session>;
  readonly format: Format<In, Out>;
}

/**
 * Brings the frames of a piece to the handler, until it is through or something intervenes: one for all
 * connections of a server or client, for only one of them has frames delivered at a time.
 */
export class Delivery<In, Out, Session> {
  readonly #hub: Hub;
  readonly #calls: HandlerCalls<In, Out, Session>;
  /** Whose frames the handler is looking at. */
  #current: Delivered<In, Out, Session> | undefined;
  #isInterrupted = false;
  #last = -1;
  #held = -1;
  /** Bytes of the messages that the last `unframed` delivered. */
  bytesRead = 0;

  constructor(hub: Hub, calls: HandlerCalls<In, Out, Session>) {
    this.#hub = hub;
    this.#calls = calls;
  }

  /** Whether the handler is looking at frames of this connection. */
  isOf(delivered: Delivered<In, Out, Session>): boolean {
    return this.#current === delivered;
  }

  /** No frame of this connection behind the one being looked at is delivered now. */
  interrupt(delivered: Delivered<In, Out, Session>): void {
    if (this.isOf(delivered)) this.#isInterrupted = true;
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

  /**
   * Frames of the batch behind `index` are delivered another time.
   *
   * @throws RangeError if there is no such frame in the batch.
   */
  holdBehind(index: number): void {
    this.#held = integer("index", index, 0, this.#hub.batch.length - 1);
  }

  /** Index of the frame behind which the last delivery was cut for another framing, or -1. */
  get cut(): number {
    return this.#last;
  }

  /** Delivers the frames that the batch shows; answers how many of them counted. */
  frames(delivered: Delivered<In, Out, Session>, count: number): number {
    this.#begin(delivered);
    try {
      return this.#deliver(delivered, count);
    } finally {
      this.#current = undefined;
    }
  }

  /**
   * Delivers what a StreamCodec finds in the one frame that the batch shows, at most so many messages;
   * answers how many they were, and `bytesRead` how long.
   */
  unframed(
    delivered: Delivered<In, Out, Session>,
    codec: StreamCodec<In, Out>,
    messagesMax: number,
  ): number {
    this.#begin(delivered);
    try {
      return this.#deliverUnframed(delivered, codec, messagesMax);
    } finally {
      this.#current = undefined;
    }
  }

  #begin(delivered: Delivered<In, Out, Session>): void {
    this.#isInterrupted = false;
    this.#last = -1;
    this.#held = -1;
    this.#current = delivered;
  }

  #deliver(delivered: Delivered<In, Out, Session>, count: number): number {
    const { handler } = this.#calls;
    const { connection, format } = delivered;
    // Of the frames before a switch: `onBatch` may be where it is asked for.
    const { decode } = format;
    const { batch } = this.#hub;
    let next = 0;
    try {
      if (handler.onBatch !== undefined) {
        const answer = handler.onBatch(connection, batch);
        if (answer !== undefined) this.#calls.watch(connection, answer);
        if (connection.state !== "open") return count;
        // A pause begins behind this batch or the frame it named, a switch behind the frame it named.
        this.#isInterrupted = false;
      }
      const last = this.#countUpTo(this.#last < 0 ? this.#held : this.#last, count);
      if (handler.onFrame === undefined) return last;
      if (decode !== undefined) return this.#deliverDecoded(connection, decode, last);
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

  #countUpTo(index: number, count: number): number {
    return index < 0 ? count : index + 1;
  }

  /** The same by way of a codec; what it throws is the peer's fault. */
  #deliverDecoded(
    connection: Recipient<In, Out, Session>,
    decode: (frame: Frame) => In,
    last: number,
  ): number {
    const { batch } = this.#hub;
    let next = 0;
    while (next < last) {
      let message: In;
      try {
        message = decode(batch.at(next));
      } catch (error) {
        this.#refuse(connection, decodeError(error, batch.position(next)));
        return next;
      }
      ++next;
      if (!this.#hand(connection, message)) break;
    }
    return next;
  }

  #deliverUnframed(
    { connection }: Delivered<In, Out, Session>,
    codec: StreamCodec<In, Out>,
    messagesMax: number,
  ): number {
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
        this.#refuse(connection, error);
        break;
      }
      if (found === "incomplete") break;
      this.bytesRead += found.bytesRead;
      ++messages;
      if (!this.#hand(connection, found.frame)) break;
    }
    return messages;
  }

  /** Gives a message to the handler; whether the next one may follow. */
  #hand(connection: Recipient<In, Out, Session>, message: In): boolean {
    const { handler } = this.#calls;
    try {
      const answer = handler.onFrame?.(connection, message);
      if (answer !== undefined) this.#calls.watch(connection, answer);
    } catch (error) {
      this.#calls.thrown(connection, error);
      return false;
    }
    return !this.#wasInterrupted();
  }

  /** The bytes are no message: the peer's fault, or that of a codec that breaks its contract. */
  #refuse(connection: Recipient<In, Out, Session>, error: unknown): void {
    if (error instanceof ProtocolError) connection.malformed(error);
    else this.#calls.thrown(connection, error);
  }

  #wasInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** Delivers bytes as they came. */
  data({ connection }: Delivered<In, Out, Session>, at: number, bytes: number): void {
    if (this.#calls.handler.onData === undefined) return;
    this.#hub.isWalking = true;
    this.#calls.data(connection, this.#hub.core.memory.subarray(at, at + bytes));
    this.#hub.isWalking = false;
  }
}
