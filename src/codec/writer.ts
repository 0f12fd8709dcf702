import { expected, integer } from "../core/check.js";
import { EncodeError } from "../errors.js";
import { FRAME_BYTES_MAX } from "../limits.js";
import type { Frame } from "./frame.js";
import type { Framing } from "./framing.js";
import { type BytesLike, payloadBytes } from "./payload.js";

/** Bytes of a new scratch buffer; most messages are smaller. */
const BYTES_FIRST = 4 * 1024;
/** A buffer of up to so many bytes is kept for the next message ... */
const BYTES_KEPT = 1024 * 1024;
/** ... and a larger one is replaced by one of this size. */
const BYTES_SHRUNK = 64 * 1024;

/** What a payload may have beyond the limit: a header or an ending that is kept. */
const BYTES_AROUND = 2 * 1024;

const utf8 = new TextEncoder();

/**
 * What a codec writes a payload into, front to back. Numbers have DataView's names and defaults. All
 * methods but `length` throw EncodeError (`oversize`) where the payload would grow over the limit of its
 * framing.
 */
export interface FrameWriter {
  /** Bytes written so far. */
  readonly length: number;
  /** Copies bytes, text as UTF-8, or a frame. @throws TypeError if it is none of these. */
  write(bytes: BytesLike | Frame): void;
  /** Writes text as UTF-8. */
  writeText(text: string): void;
  /**
   * Writes `bytes` zeros and answers a view of them, to be filled before the next call on the writer.
   *
   * @throws RangeError if `bytes` is no integer from 0 to 1 GiB.
   */
  reserve(bytes: number): Uint8Array<ArrayBuffer>;
  writeInt8(value: number): void;
  writeUint8(value: number): void;
  writeInt16(value: number, littleEndian?: boolean): void;
  writeUint16(value: number, littleEndian?: boolean): void;
  writeInt32(value: number, littleEndian?: boolean): void;
  writeUint32(value: number, littleEndian?: boolean): void;
  writeBigInt64(value: bigint, littleEndian?: boolean): void;
  writeBigUint64(value: bigint, littleEndian?: boolean): void;
  writeFloat32(value: number, littleEndian?: boolean): void;
  writeFloat64(value: number, littleEndian?: boolean): void;
}

/** A {@link FrameWriter} over one buffer that grows by doubling and serves message after message. */
export class FrameScratch implements FrameWriter {
  readonly #limit: number;
  #buffer = new Uint8Array(0);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  /** `limitBytes`: what a payload may have at the most. */
  constructor(limitBytes: number = FRAME_BYTES_MAX) {
    this.#limit = limitBytes;
  }

  /** For payloads of frames of this framing. */
  static of(framing: Framing): FrameScratch {
    return new FrameScratch(framing.maxFrameBytes + BYTES_AROUND);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written: a view, good until the next write or reset. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Begins the next message; a very large buffer is let go. */
  reset(): void {
    this.#length = 0;
    if (this.#buffer.length > BYTES_KEPT) this.#replace(BYTES_SHRUNK);
  }

  write(bytes: BytesLike | Frame): void {
    if (typeof bytes === "string") {
      this.writeText(bytes);
      return;
    }
    const source = payloadBytes(bytes);
    const at = this.#advance(source.length);
    this.#buffer.set(source, at);
  }

  writeText(text: string): void {
    if (typeof text !== "string") throw new TypeError(expected("text", "a string", text));
    let rest = text;
    while (rest !== "") {
      // A code unit takes one byte at least: text is mostly ASCII.
      this.#ensure(rest.length);
      const { read, written } = utf8.encodeInto(rest, this.#buffer.subarray(this.#length));
      this.#length += written;
      // What did not fit takes more than the room there is.
      if (read < rest.length) this.#ensure(this.#buffer.length - this.#length + 1);
      rest = rest.slice(read);
    }
  }

  reserve(bytes: number): Uint8Array<ArrayBuffer> {
    const at = this.#advance(integer("bytes", bytes, 0, FRAME_BYTES_MAX));
    return this.#buffer.subarray(at, this.#length).fill(0);
  }

  writeInt8(value: number): void {
    const at = this.#advance(1);
    this.#view.setInt8(at, value);
  }

  writeUint8(value: number): void {
    const at = this.#advance(1);
    this.#view.setUint8(at, value);
  }

  writeInt16(value: number, littleEndian = false): void {
    const at = this.#advance(2);
    this.#view.setInt16(at, value, littleEndian);
  }

  writeUint16(value: number, littleEndian = false): void {
    const at = this.#advance(2);
    this.#view.setUint16(at, value, littleEndian);
  }

  writeInt32(value: number, littleEndian = false): void {
    const at = this.#advance(4);
    this.#view.setInt32(at, value, littleEndian);
  }

  writeUint32(value: number, littleEndian = false): void {
    const at = this.#advance(4);
    this.#view.setUint32(at, value, littleEndian);
  }

  writeBigInt64(value: bigint, littleEndian = false): void {
    const at = this.#advance(8);
    this.#view.setBigInt64(at, value, littleEndian);
  }

  writeBigUint64(value: bigint, littleEndian = false): void {
    const at = this.#advance(8);
    this.#view.setBigUint64(at, value, littleEndian);
  }

  writeFloat32(value: number, littleEndian = false): void {
    const at = this.#advance(4);
    this.#view.setFloat32(at, value, littleEndian);
  }

  writeFloat64(value: number, littleEndian = false): void {
    const at = this.#advance(8);
    this.#view.setFloat64(at, value, littleEndian);
  }

  /** Makes `bytes` part of the payload; answers where they start. */
  #advance(bytes: number): number {
    this.#ensure(bytes);
    const at = this.#length;
    this.#length += bytes;
    return at;
  }

  #ensure(bytes: number): void {
    const least = this.#length + bytes;
    const capacity = this.#buffer.length;
    if (least <= capacity) return;
    if (least > this.#limit) {
      const message = `the payload takes ${least} bytes or more, the limit is ${this.#limit}`;
      throw new EncodeError("oversize", message);
    }
    this.#replace(Math.min(this.#limit, Math.max(least, 2 * capacity, BYTES_FIRST)));
  }

  #replace(capacity: number): void {
    const written = this.bytes();
    this.#buffer = new Uint8Array(capacity);
    this.#buffer.set(written);
    this.#view = new DataView(this.#buffer.buffer);
  }
}
