import { IncompleteFrameError, ProtocolError } from "../errors.js";
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
  #walk: Iterator<Frame, undefined> | undefined;
  #shown: Frame | undefined;
  #pushed: number;

  /** `start`: position in the stream, in bytes, where this codec takes over. */
  constructor(codec: Codec<unknown, never>, start: number) {
    this.#decoder = new FrameDecoder(codec.framing);
    this.#codec = codec;
    this.#start = start;
    this.#pushed = start;
  }

  push(chunk: Uint8Array): void {
    this.#shown = undefined;
    this.#walk = this.#decoder.push(chunk)[Symbol.iterator]();
    this.#pushed += chunk.length;
  }

  next(): IteratorResult<unknown, undefined> {
    this.#shown = undefined;
    const step = this.#step();
    if (step.done === true) return DONE;
    const frame = step.value;
    this.#shown = frame;
    try {
      return { done: false, value: this.#codec.decode(frame) };
    } catch (cause) {
      throw decodeError(cause, this.#offset(frame));
    }
  }

  #step(): IteratorResult<Frame, undefined> {
    try {
      return this.#walk?.next() ?? DONE;
    } catch (error) {
      throw error instanceof ProtocolError ? moved(error, this.#start) : error;
    }
  }

  finish(): void {
    this.#shown = undefined;
    this.#walk?.return?.();
    this.#walk = undefined;
  }

  /** Goes on under another codec, behind the message last shown. */
  switchTo(codec: Codec<unknown, never>): void {
    this.#walk = this.#decoder.switchTo(codec.framing, this.#shown)[Symbol.iterator]();
    this.#shown = undefined;
    this.#codec = codec;
  }

  end(): ProtocolError | undefined {
    this.finish();
    const { error } = this.#decoder.end();
    return error && moved(error, this.#start);
  }

  rest(): Uint8Array {
    const parts = this.#decoder.switchTo(raw(), this.#shown).copies();
    this.dispose();
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

  /** Where the payload of the frame being looked at starts in the stream. */
  #offset(frame: Frame): number {
    const { length } = frame;
    return this.#pushed - this.rest().length - length;
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
