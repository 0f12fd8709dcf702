import type { Readable } from "node:stream";
import { expected } from "../core/check.js";
import { checkBytes } from "./bytes.js";
import type { IoSource } from "./io-source.js";
import type { PendingError } from "./pending-error.js";
import { Ready } from "./ready.js";
import { WOULD_BLOCK, type WouldBlock } from "./would-block.js";

/** The reading half of a source, over a stream in paused mode: the stream's own buffer is all there is. */
export class ReadEnd {
  readonly #stream: Readable;
  readonly #source: IoSource;
  readonly #error: PendingError;
  /** Bytes that were peeked at. */
  #held: Uint8Array | undefined;
  #hasEnded = false;
  #isShut = false;

  /** @throws TypeError if the stream has objects or text instead of bytes, or flows already. */
  constructor(stream: Readable, source: IoSource, error: PendingError) {
    if (stream.readableObjectMode || stream.readableEncoding !== null) {
      throw new TypeError(expected("stream", "one of bytes", stream));
    }
    this.#stream = stream;
    this.#source = source;
    this.#error = error;
    this.#hasEnded = stream.readableEnded;
    stream.on("readable", this.#onReadable);
    stream.on("end", this.#onEnd);
    if (stream.readableLength > 0) source.signal(Ready.READABLE);
    if (this.#hasEnded) source.signal(Ready.READABLE | Ready.READ_CLOSED);
  }

  read(into: Uint8Array): number | WouldBlock {
    checkBytes("into", into);
    if (into.length === 0) return 0;
    const held = this.#heldFirst(into);
    const chunk = held < into.length ? this.#take(into.length - held) : undefined;
    if (chunk !== undefined) into.set(chunk, held);
    const count = held + (chunk?.length ?? 0);
    return count === 0 ? this.#nothing() : count;
  }

  peek(into: Uint8Array): number | WouldBlock {
    checkBytes("into", into);
    if (into.length === 0) return 0;
    const held = this.#held ?? new Uint8Array(0);
    const more = held.length < into.length ? this.#take(into.length - held.length) : undefined;
    if (more !== undefined) this.#held = Buffer.concat([held, more]);
    if (this.#held === undefined) return this.#nothing();
    const shown = this.#held.subarray(0, into.length);
    into.set(shown);
    return shown.length;
  }

  /** Whether a read would answer bytes. */
  get hasBytes(): boolean {
    return this.#held !== undefined || (!this.#isShut && this.#stream.readableLength > 0);
  }

  /** Nothing is read from now on; what still comes is thrown away. */
  shut(): void {
    this.#isShut = true;
    this.#held = undefined;
    this.#onReadable();
    this.#source.signalAnew(Ready.READABLE | Ready.READ_CLOSED);
  }

  /** Leaves the stream as it was, with all that was not read. */
  release(): void {
    this.#stream.off("readable", this.#onReadable);
    this.#stream.off("end", this.#onEnd);
    if (this.#held !== undefined) this.#stream.unshift(this.#held);
    this.#held = undefined;
  }

  readonly #onReadable = (): void => {
    while (this.#isShut && this.#stream.read() !== null);
    if (this.#isShut) return;
    if (this.#stream.readableLength > 0) this.#source.signal(Ready.READABLE);
    // The stream ends when it is asked for more.
    else this.#stream.read(0);
  };

  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    this.#source.signalAnew(Ready.READABLE | Ready.READ_CLOSED);
  };

  /** Takes what was peeked at: how many bytes it was. */
  #heldFirst(into: Uint8Array): number {
    const part = this.#held?.subarray(0, into.length);
    if (this.#held === undefined || part === undefined) return 0;
    into.set(part);
    this.#held = part.length < this.#held.length ? this.#held.subarray(part.length) : undefined;
    return part.length;
  }

  /** Bytes of the stream's buffer, at most so many. */
  #take(most: number): Uint8Array | undefined {
    const stream = this.#stream;
    if (this.#isShut) return undefined;
    // Asks for more without taking anything; some streams have it at once.
    if (stream.readableLength === 0) stream.read(0);
    const size = Math.min(most, stream.readableLength);
    if (size === 0) return undefined;
    return (stream.read(size) as Uint8Array | null) ?? undefined;
  }

  #nothing(): number | WouldBlock {
    if (this.#isShut || this.#hasEnded) return 0;
    this.#error.check();
    if (this.#stream.destroyed) return 0;
    this.#source.block(Ready.READABLE);
    return WOULD_BLOCK;
  }
}
