import type { Writable } from "node:stream";
import { expected } from "../core/check.js";
import { NetworkError } from "../errors.js";
import { checkBytes } from "./bytes.js";
import type { IoSource } from "./io-source.js";
import type { PendingError } from "./pending-error.js";
import { Ready } from "./ready.js";
import { WOULD_BLOCK, type WouldBlock } from "./would-block.js";

/**
 * The writing half of a source. Node's streams take any number of bytes; here they take what there is room
 * for below their high-water mark, as a kernel's send buffer does.
 */
export class WriteEnd {
  readonly #stream: Writable;
  readonly #source: IoSource;
  readonly #error: PendingError;

  /** @throws TypeError if the stream takes objects instead of bytes. */
  constructor(stream: Writable, source: IoSource, error: PendingError) {
    if (stream.writableObjectMode) {
      throw new TypeError(expected("stream", "one of bytes", stream));
    }
    this.#stream = stream;
    this.#source = source;
    this.#error = error;
    stream.on("connect", this.#onRoom);
    stream.on("drain", this.#onRoom);
    this.#onRoom();
  }

  write(from: Uint8Array): number | WouldBlock {
    checkBytes("from", from);
    this.#error.check();
    if (this.#stream.writableEnded || this.#stream.destroyed) {
      throw new NetworkError("nothing can be written any more", "EPIPE");
    }
    if (from.length === 0) return 0;
    const size = Math.min(from.length, this.room);
    if (size <= 0) {
      this.#source.block(Ready.WRITABLE);
      return WOULD_BLOCK;
    }
    // The stream may keep what it is given, and the caller's bytes are the caller's again.
    this.#stream.write(Buffer.from(from.subarray(0, size)));
    return size;
  }

  /** Nothing is written from now on; what was taken is sent, and then the end. */
  shut(): void {
    if (this.isConnecting) throw new NetworkError("the stream is not connected", "ENOTCONN");
    this.#stream.end();
  }

  /** Leaves the stream as it was. */
  release(): void {
    this.#stream.off("connect", this.#onRoom);
    this.#stream.off("drain", this.#onRoom);
  }

  get isConnecting(): boolean {
    return "connecting" in this.#stream && this.#stream.connecting === true;
  }

  /** Bytes that a write would take; a mark of 0 still takes one, or nothing ever moved. */
  get room(): number {
    if (this.isConnecting) return 0;
    return Math.max(this.#stream.writableHighWaterMark, 1) - this.#stream.writableLength;
  }

  readonly #onRoom = (): void => {
    if (this.room > 0) this.#source.signal(Ready.WRITABLE);
  };
}
