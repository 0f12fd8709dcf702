/// <reference lib="esnext.disposable" preserve="true" />
import { expected } from "../core/check.js";
import { ProtocolError } from "../errors.js";
import { type MessageFormat, codecOf } from "./codec.js";
import { type MessageBatch, MessageWalk } from "./message-decoder-batch.js";
import { FramedMessages } from "./message-decoder-framed.js";
import { DONE, type MessageSource } from "./message-decoder-source.js";
import { UnframedMessages } from "./message-decoder-unframed.js";

/**
 * Any bytes in, messages out, whatever finds them: a framing (its payloads, copied), a Codec or a
 * StreamCodec. No I/O. Bytes that are not yet a message are kept for the next push.
 *
 * @example
 * const decoder = new MessageDecoder(jsonCodec(lines()));
 * for (const message of decoder.push(chunk)) console.log(message);
 */
export class MessageDecoder<In = Uint8Array<ArrayBuffer>> {
  #source: MessageSource;
  #batch: MessageWalk;
  #pushed = 0;
  #failure: ProtocolError | undefined;
  #state: "open" | "ended" | "disposed" = "open";

  /**
   * @throws TypeError if `format` is neither a framing, a Codec nor a StreamCodec; RangeError if its
   * `maxFrameBytes` is out of range; ResourceError as of FrameDecoder.
   */
  constructor(format: MessageFormat<In>) {
    this.#source = sourceOf(format, 0);
    this.#batch = this.#newBatch();
  }

  /**
   * Decodes a chunk. Never throws for what the bytes say: iterating the batch does, and those of all
   * later pushes. The chunk must not change while its batch is iterated.
   *
   * @throws TypeError if the chunk is no Uint8Array, or the decoder ended or disposed of; ResourceError
   * if the pool has no buffer.
   */
  push(chunk: Uint8Array): MessageBatch<In> {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(expected("chunk", "a Uint8Array", chunk));
    }
    this.#check();
    this.#attempt(() => {
      this.#source.push(chunk);
      this.#pushed += chunk.length;
    });
    return this.#turn("left");
  }

  /**
   * The stream has ended. The batch has no messages; its error is an IncompleteFrameError if part of a
   * message is left, or the failure there was before.
   *
   * @throws TypeError if the decoder has ended already or was disposed of.
   */
  end(): MessageBatch<In> {
    this.#check();
    this.#attempt(() => (this.#failure = this.#source.end()));
    this.#source.dispose();
    this.#state = "ended";
    return this.#turn("left");
  }

  /**
   * Goes on in another format with the bytes behind the message last delivered, also in the middle of an
   * iteration: that one ends. Behind an iteration, or a batch that was never iterated, only bytes that
   * are not yet a message are left. A decoder that has failed stays so.
   *
   * @throws TypeError or RangeError if `format` is none, and TypeError if the decoder ended or was
   * disposed of.
   */
  switchTo<Next = Uint8Array<ArrayBuffer>>(format: MessageFormat<Next>): MessageBatch<Next> {
    this.#check();
    const codec = codecOf(format);
    if (!this.#batch.isStarted) this.#attempt(() => this.#source.finish());
    this.#attempt(() => {
      if (this.#source instanceof FramedMessages && "framing" in codec) {
        this.#source.switchTo(codec);
        return;
      }
      const rest = this.#source.rest();
      this.#source = sourceOf(format, this.#pushed - rest.length);
      this.#source.push(rest);
    });
    return this.#turn("switched");
  }

  /** Gives everything back: the batch is void, and further calls throw. Does nothing twice. */
  dispose(): void {
    this.#state = "disposed";
    this.#batch.end = "left";
    this.#source.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #check(): void {
    if (this.#state === "open") return;
    throw new TypeError(`"decoder" expected to be open, got one that is ${this.#state}`);
  }

  /** Does what may find that the stream has failed; nothing if it had before. */
  #attempt(step: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#failure = error;
      this.#source.dispose();
    }
  }

  /** Leaves the batch before behind, for a new one. */
  #turn<Next>(end: "left" | "switched"): MessageBatch<Next> {
    this.#batch.end = end;
    this.#batch = this.#newBatch();
    return this.#batch as MessageBatch<Next>;
  }

  #newBatch(): MessageWalk {
    return new MessageWalk(this.#failure, {
      next: () => this.#next(),
      finish: () => this.#attempt(() => this.#source.finish()),
    });
  }

  #next(): IteratorResult<unknown, undefined> {
    let step: IteratorResult<unknown, undefined> = DONE;
    this.#attempt(() => (step = this.#source.next()));
    if (this.#failure !== undefined) throw this.#failure;
    return step;
  }
}

function sourceOf(format: unknown, position: number): MessageSource {
  const codec = codecOf(format);
  return "framing" in codec
    ? new FramedMessages(codec, position)
    : new UnframedMessages(codec, position);
}
