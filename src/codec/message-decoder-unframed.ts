import { IncompleteFrameError, type ProtocolError } from "../errors.js";
import { type StreamCodec, messageLimit } from "./codec.js";
import { DONE, type MessageSource } from "./message-decoder-source.js";
import { readMessage } from "./stream-codec.js";

/** A larger buffer is let go when it is empty. */
const BYTES_KEPT = 1024 * 1024;

/**
 * Messages of a {@link StreamCodec}, in a buffer that grows by doubling as bytes arrive:
 *
 *     | read | not yet read ...... | room |
 *      start ^                 end ^
 */
export class UnframedMessages implements MessageSource {
  readonly #codec: StreamCodec<unknown, never>;
  readonly #limit: number;
  #buffer = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #position: number;

  /** `position`: where in the stream, in bytes, this codec takes over. */
  constructor(codec: StreamCodec<unknown, never>, position: number) {
    this.#codec = codec;
    this.#limit = messageLimit(codec);
    this.#position = position;
  }

  push(chunk: Uint8Array): void {
    this.finish();
    this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  next(): IteratorResult<unknown, undefined> {
    const unread = this.#end - this.#start;
    if (unread === 0) return DONE;
    const bytes = this.#buffer.subarray(this.#start, this.#end);
    const found = readMessage(this.#codec, bytes, this.#position, this.#limit);
    if (found === "incomplete") return DONE;
    this.#start += found.bytesRead;
    this.#position += found.bytesRead;
    return { done: false, value: found.frame };
  }

  finish(): void {
    while (this.next().done !== true);
  }

  end(): ProtocolError | undefined {
    this.finish();
    const received = this.#end - this.#start;
    if (received === 0) return undefined;
    const position = { offset: this.#position, limit: this.#limit };
    return new IncompleteFrameError(received, undefined, position);
  }

  rest(): Uint8Array {
    return this.#buffer.slice(this.#start, this.#end);
  }

  dispose(): void {
    this.#buffer = new Uint8Array(0);
    this.#start = this.#end = 0;
  }

  #makeRoom(bytes: number): void {
    const unread = this.#end - this.#start;
    if (unread === 0) {
      this.#start = this.#end = 0;
      if (this.#buffer.length > BYTES_KEPT) this.#buffer = new Uint8Array(0);
    }
    const capacity = this.#buffer.length;
    if (this.#end + bytes <= capacity) return;
    // Bytes move once for as many that were read, or once for each doubling: linear in the stream.
    if (unread + bytes <= capacity && unread <= this.#start) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
    } else {
      const larger = new Uint8Array(Math.max(unread + bytes, 2 * capacity));
      larger.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = larger;
    }
    this.#start = 0;
    this.#end = unread;
  }
}
