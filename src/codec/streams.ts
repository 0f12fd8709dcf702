import type { MessageFormat } from "./codec.js";
import type { Frame } from "./frame.js";
import { MessageEncoder } from "./message-encoder.js";
import type { BytesLike } from "./payload.js";
import { MessageFeed } from "./streams-feed.js";

/** The two sides of a {@link FrameDecoderStream}: a write waits until its messages were taken. */
class DecoderPipe {
  readonly #feed: MessageFeed;
  readonly readable: ReadableStream<unknown>;
  readonly writable: WritableStream<Uint8Array>;
  #reading: ReadableStreamDefaultController<unknown> | undefined;
  #writing: WritableStreamDefaultController | undefined;
  #taken: { resolve: () => void; reject: (reason: unknown) => void } | undefined;
  #fed: (() => void) | undefined;
  #isOver = false;

  constructor(format: MessageFormat<unknown>) {
    this.#feed = new MessageFeed(format);
    this.readable = new ReadableStream<unknown>(
      {
        start: (controller) => void (this.#reading = controller),
        pull: () => this.#pull(),
        cancel: (reason) => this.#fail(reason),
      },
      // One message for each that is asked for, none ahead.
      { highWaterMark: 0 },
    );
    this.writable = new WritableStream<Uint8Array>({
      start: (controller) => {
        this.#writing = controller;
        const { signal } = controller;
        // The sink hears of an abort only when the write that waits for the reader is done.
        signal.addEventListener("abort", () => this.#end(signal.reason));
      },
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
    });
  }

  async #pull(): Promise<void> {
    while (!this.#isOver) {
      const step = this.#next();
      if (step.done !== true) {
        this.#reading?.enqueue(step.value);
        return;
      }
      this.#taken?.resolve();
      this.#taken = undefined;
      await new Promise<void>((resolve) => (this.#fed = resolve));
    }
  }

  #write(chunk: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#taken = { resolve, reject };
      try {
        this.#feed.push(chunk);
      } catch (error) {
        this.#fail(error);
      }
      this.#fed?.();
    });
  }

  #close(): void {
    // All writes are done, so all messages were taken.
    this.#feed.end();
    this.#next();
    this.#isOver = true;
    this.#feed.dispose();
    this.#reading?.close();
    this.#fed?.();
  }

  #next(): IteratorResult<unknown, undefined> {
    try {
      return this.#feed.next();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Both sides end with this error. */
  #fail(reason: unknown): void {
    this.#writing?.error(reason);
    this.#end(reason);
  }

  #end(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#feed.dispose();
    this.#reading?.error(reason);
    this.#taken?.reject(reason);
    this.#fed?.();
  }
}

/**
 * Chunks of bytes in, messages out: a pair of web streams, as TextDecoderStream is. Frames of a framing
 * alone are copies. A write is done when its messages were taken, and they are decoded as the reader
 * asks, so a chunk of a million empty lines is never a million objects. A chunk must not change until
 * its write is done. `raw()` answers frames of up to 64 KiB.
 *
 * Both sides fail with a ProtocolError for what the bytes say, behind the messages before it, and with
 * an IncompleteFrameError if the writer closes inside a frame.
 *
 * @example
 * const messages = socket.readable.pipeThrough(new FrameDecoderStream(jsonCodec(lines())));
 */
export class FrameDecoderStream<In = Uint8Array<ArrayBuffer>> {
  readonly readable: ReadableStream<In>;
  readonly writable: WritableStream<Uint8Array>;

  /**
   * @throws TypeError if `format` is neither a framing, a Codec nor a StreamCodec; RangeError if its
   * `maxFrameBytes` is out of range.
   */
  constructor(format: MessageFormat<In>) {
    const { readable, writable } = new DecoderPipe(format);
    this.readable = readable as ReadableStream<In>;
    this.writable = writable;
  }
}

/**
 * Messages in, wire bytes out, a chunk for each: a pair of web streams, as TextEncoderStream is. Both
 * sides fail with what the encoder throws.
 */
export class FrameEncoderStream<Out = BytesLike | Frame> {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<Out>;

  /**
   * @throws TypeError if `format` is neither a framing, a Codec nor a StreamCodec; RangeError if its
   * frames can be decoded only, or its `maxFrameBytes` is out of range.
   */
  constructor(format: MessageFormat<unknown, Out>) {
    const encoder = new MessageEncoder(format);
    const pair = new TransformStream<Out, Uint8Array<ArrayBuffer>>({
      transform: (message, controller) => controller.enqueue(encoder.encode(message)),
    });
    this.readable = pair.readable;
    this.writable = pair.writable;
  }
}
