import { IncompleteFrameError, ProtocolError } from "../errors.js";
import type { FrameBatch } from "./batch.js";
import { type Codec, decodeError } from "./codec.js";
import { FrameDecoder } from "./decoder.js";
import type { Frame } from "./frame.js";
import { raw } from "./framing/raw.js";
import { DONE, type MessageSource } from "./message-decoder-source.js";

/** Messages of a {@link Codec}: a frame decoder finds them. */
export class FramedMessages implements MessageSource {
  readonly #decoder: FrameDecoder;
  readonly #start: number;
  #codec: Codec<unknown, never>;
  #batch: FrameBatch | undefined;
  /** Index of the frame after the one shown, in the piece that the batch shows. */
  #next = 0;
  #shown: Frame | undefined;

  /** `start`: position in the stream, in bytes, where this codec takes over. */
  constructor(codec: Codec<unknown, never>, start: number) {
    this.#decoder = new FrameDecoder(codec.framing);
    this.#codec = codec;
    this.#start = start;
  }

  push(chunk: Uint8Array): void {
    this.#begin(this.#decoder.push(chunk));
  }

  next(): IteratorResult<unknown, undefined> {
    this.#shown = undefined;
    const batch = this.#batch;
    if (batch === undefined || !this.#reach(batch)) return DONE;
    const index = this.#next++;
    this.#shown = batch.at(index);
    try {
      return { done: false, value: this.#codec.decode(this.#shown) };
    } catch (cause) {
      throw decodeError(cause, this.#start + batch.position(index));
    }
  }

  finish(): void {
    this.#shown = undefined;
    this.#batch = undefined;
    this.#decoder.finish();
  }

  /** Goes on under another codec, behind the message last shown. */
  switchTo(codec: Codec<unknown, never>): void {
    this.#begin(this.#decoder.switchTo(codec.framing, this.#shown));
    this.#codec = codec;
  }

  end(): ProtocolError | undefined {
    this.finish();
    const { error } = this.#decoder.end();
    return error && moved(error, this.#start);
  }

  rest(): Uint8Array {
    const batch = this.#decoder.switchTo(raw(), this.#shown);
    const parts = batch.copies();
    this.dispose();
    // It may have failed in frames that nobody looked at.
    if (batch.error !== undefined) throw moved(batch.error, this.#start);
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  dispose(): void {
    this.#decoder.dispose();
  }

  #begin(batch: FrameBatch): void {
    this.#batch = batch;
    this.#next = 0;
    this.#shown = undefined;
  }

  /** Whether there is another frame; one piece of the chunk may follow the other. */
  #reach(batch: FrameBatch): boolean {
    while (this.#next === batch.length) {
      this.#next = 0;
      if (batch.more()) continue;
      this.finish();
      if (batch.error !== undefined) throw moved(batch.error, this.#start);
      return false;
    }
    return true;
  }
}

/** The same error at its place in the stream, where others decoded the first `start` bytes. */
function moved(error: ProtocolError, start: number): ProtocolError {
  if (start === 0) return error;
  const { code, declared, limit } = error;
  const position = { offset: start + error.offset, declared, limit };
  if (error instanceof IncompleteFrameError) {
    const { received, missing } = error;
    return new IncompleteFrameError(received, missing && received + missing, position);
  }
  const place = `offset ${error.offset}`;
  const message = error.message.replace(place, `offset ${position.offset}`);
  return new ProtocolError(code, message, position);
}
