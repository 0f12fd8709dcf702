import { encodeError } from "../codec/faults.js";
import { FrameEncoder } from "../codec/encoder.js";
import { checkEncodable } from "../codec/encoding/encodable.js";
import { FrameView } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import { payloadBytes } from "../codec/payload.js";
import type { Core } from "../core/core.js";
import type { EncodeError } from "../errors.js";
import { SEND_BUFFER_BYTES } from "../limits.js";
import type { ByteStream } from "../reactor/byte-stream.js";
import type { Hub } from "./hub.js";

/**
 * The way out of one connection. Frames are encoded into a pooled buffer that goes to the kernel when it
 * is full or the batch has ended. What the kernel takes at once comes straight home; the rest stays out
 * until its write is reported. Where the pool has no buffer the JS heap has, counted and bounded.
 */
export class Outbox {
  readonly #hub: Hub;
  readonly #core: Core;
  readonly #transport: ByteStream;
  #framing: Framing;
  #number: number;
  #before: number;
  #around: number;
  #isSealed: boolean;
  #encoder: FrameEncoder | undefined;
  #isEncodable = false;
  #block = 0;
  #used = 0;
  // One entry per write not yet reported, oldest first: its block, 0 if that is home, and its bytes.
  readonly #blocks: number[] = [];
  readonly #sizes: number[] = [];
  #oldest = 0;
  #unsent = 0;
  #frames = 0;
  #bytes = 0;

  constructor(hub: Hub, transport: ByteStream, framing: Framing, number: number) {
    this.#hub = hub;
    this.#core = hub.core;
    this.#transport = transport;
    this.#framing = framing;
    this.#number = number;
    this.#before = this.#core.raw.bytesBefore(number);
    this.#around = this.#before + this.#core.raw.bytesAfter(number);
    this.#isSealed = this.#core.raw.isSealed(number) !== 0;
  }

  /** Bytes accepted that the kernel has not taken. */
  get bufferedBytes(): number {
    return this.#used + this.#unsent;
  }

  /** Bytes that the kernel has taken, write by write. */
  get takenBytes(): number {
    return this.#bytes - this.#unsent;
  }

  counts(): { readonly framesOut: number; readonly bytesOut: number } {
    return { framesOut: this.#frames, bytesOut: this.#bytes };
  }

  /** Frames sent from now on are framed so. */
  switchTo(framing: Framing, number: number): void {
    this.flush();
    this.#framing = framing;
    this.#number = number;
    this.#before = this.#core.raw.bytesBefore(number);
    this.#around = this.#before + this.#core.raw.bytesAfter(number);
    this.#isSealed = this.#core.raw.isSealed(number) !== 0;
    this.#encoder = undefined;
    this.#isEncodable = false;
  }

  /**
   * Takes one message; true if it is the first since the last flush.
   *
   * @throws TypeError if it is no message; EncodeError if the framing cannot carry it; RangeError if
   * the framing can be decoded only.
   */
  put(message: unknown): boolean {
    if (!this.#isEncodable) {
      checkEncodable(this.#framing);
      this.#isEncodable = true;
    }
    const wasEmpty = this.#used === 0;
    if (!this.#isSealed) {
      this.#putEncoded(payloadBytes(message));
    } else if (message instanceof FrameView && message.core === this.#core) {
      this.#putFrame(message, message.length);
    } else {
      this.#putBytes(payloadBytes(message));
    }
    ++this.#frames;
    return wasEmpty && this.#used > 0;
  }

  /** A payload in the core's memory is copied there and never seen by the JS heap. */
  #putFrame(frame: FrameView, length: number): void {
    if (!this.#makeRoom(length + this.#around)) {
      this.#putOnHeap(frame.bytes());
      return;
    }
    const target = this.#block + this.#used;
    const wire = this.#core.raw.forward(this.#number, target, frame.address, length);
    if (wire < 0) throw this.#refusal(wire, length);
    this.#used += wire;
  }

  #putBytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (!this.#makeRoom(length + this.#around)) {
      this.#putOnHeap(bytes);
      return;
    }
    const target = this.#block + this.#used;
    this.#core.memory.set(bytes, target + this.#before);
    const wire = this.#core.raw.seal(this.#number, target, length);
    if (wire < 0) throw this.#refusal(wire, length);
    this.#used += wire;
  }

  /** Frames that the core does not write are written from here. */
  #putEncoded(bytes: Uint8Array): void {
    this.#encoder ??= new FrameEncoder(this.#framing);
    if (!this.#makeRoom(this.#encoder.size(bytes))) {
      this.#putOnHeap(bytes);
      return;
    }
    try {
      this.#used += this.#encoder.encodeInto(bytes, this.#core.memory, this.#block + this.#used);
    } catch (error) {
      if (this.#used === 0) this.flush();
      throw error;
    }
  }

  #refusal(code: number, length: number): EncodeError {
    if (this.#used === 0) this.flush();
    return encodeError(this.#core, code, length);
  }

  /** Too large for a pooled buffer, or the pool has none. */
  #putOnHeap(bytes: Uint8Array): void {
    this.#encoder ??= new FrameEncoder(this.#framing);
    const wire = this.#encoder.encode(bytes);
    this.flush();
    this.#write(wire, 0);
  }

  /** Whether the pooled buffer has, or can be given, room for so many bytes. */
  #makeRoom(bytes: number): boolean {
    if (bytes > SEND_BUFFER_BYTES) return false;
    if (this.#used + bytes > SEND_BUFFER_BYTES) this.flush();
    if (this.#block !== 0) return true;
    const hub = this.#hub;
    if (hub.outboundBlockBytes + SEND_BUFFER_BYTES > hub.outboundBlockBytesMax) return false;
    this.#block = this.#core.raw.take(SEND_BUFFER_BYTES);
    if (this.#block === 0) return false;
    hub.outboundBlockBytes += SEND_BUFFER_BYTES;
    return true;
  }

  /** Hands what was taken to the kernel. */
  flush(): void {
    const block = this.#block;
    const used = this.#used;
    if (block === 0) return;
    this.#block = 0;
    this.#used = 0;
    if (used === 0) this.#giveBlock(block);
    else this.#write(this.#hub.loop.memory.subarray(block, block + used), block);
  }

  #write(bytes: Uint8Array, block: number): void {
    this.#bytes += bytes.length;
    const place = this.#blocks.push(block) - 1;
    this.#sizes.push(bytes.length);
    this.#count(bytes.length);
    const wasWriting = this.#hub.isWriting;
    this.#hub.isWriting = true;
    const isTaken = this.#transport.write(bytes);
    this.#hub.isWriting = wasWriting;
    if (isTaken) this.#settle(place);
  }

  /** The oldest write not yet reported is done. */
  written(): void {
    this.#settle(this.#oldest++);
    if (this.#oldest < this.#blocks.length) return;
    this.#blocks.length = 0;
    this.#sizes.length = 0;
    this.#oldest = 0;
  }

  /** Takes everything home; the socket is gone. */
  dispose(): void {
    for (let i = this.#oldest; i < this.#blocks.length; ++i) this.#settle(i);
    this.#oldest = this.#blocks.length;
    if (this.#block !== 0) this.#giveBlock(this.#block);
    this.#block = 0;
    this.#used = 0;
  }

  #settle(place: number): void {
    const block = this.#blocks[place] ?? 0;
    this.#count(-(this.#sizes[place] ?? 0));
    this.#blocks[place] = 0;
    this.#sizes[place] = 0;
    if (block !== 0) this.#giveBlock(block);
  }

  #count(bytes: number): void {
    this.#unsent += bytes;
    this.#hub.outboundBytes += bytes;
  }

  #giveBlock(block: number): void {
    this.#hub.outboundBlockBytes -= SEND_BUFFER_BYTES;
    if (this.#hub.failure !== undefined) return;
    this.#core.raw.give(block);
    this.#hub.relief.soon();
  }
}
