import type { ProtocolError } from "../errors.js";

/** Where a {@link MessageDecoder} gets its messages: from frames, or a codec with its own boundaries. */
export interface MessageSource {
  /** Takes a chunk; messages before it that nobody asked for are passed over. */
  push(chunk: Uint8Array): void;
  /** The next message of what was pushed. @throws ProtocolError for what the bytes say. */
  next(): IteratorResult<unknown, undefined>;
  /** Passes over the other messages of what was pushed. */
  finish(): void;
  /** The stream has ended: the error if it did so inside a frame. */
  end(): ProtocolError | undefined;
  /** A copy of the bytes behind the message last shown. The source is of no more use. */
  rest(): Uint8Array;
  /** Gives everything back. */
  dispose(): void;
}

export const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
