import { encodeError } from "../codec/faults.js";
import { FrameView } from "../codec/frame.js";
import { payloadBytes } from "../codec/payload.js";
import type { Core } from "../core/core.js";
import type { EncodeError } from "../errors.js";
import { SEND_BUFFER_BYTES } from "../limits.js";
import type { ByteStream } from "../reactor/byte-stream.js";
import type { Hub } from "./hub.js";
import type { Traffic } from "./traffic.js";
import type { WireFormat } from "./wire-format.js";

/** A write that is not yet reported: its block, 0 if that is home, and its bytes, 0 if they are taken. */
interface Write {
  block: number;
  bytes: number;
  next: Write | undefined;
}

/**
 * The way out of one connection. Frames are encoded into a pooled buffer that goes to the kernel when it
 * is full or the batch has ended. What the kernel takes at once comes straight home; the rest stays out
 * until its write is reported. Where the pool has no buffer the JS heap has, counted and bounded.
 */
export class Outbox {
  protected readonly hub: Hub;
  readonly #transport: ByteStream;
  #format: WireFormat;
  #block = 0;
  #used = 0;
  #oldest: Write | undefined;
  #newest: Write | undefined;
  #unsent = 0;
  #frames = 0;
  #bytes = 0;

  constructor(hub: Hub, transport: ByteStream, format: WireFormat) {
    this.hub = hub;
    this.#transport = transport;
    this.#format = format;
  }

  get #core(): Core {
    return this.hub.core;
  }

  /** Bytes accepted that the kernel has not taken. */
  get bufferedBytes(): number {
    return this.#used + this.#unsent;
  }

  /** Bytes that the kernel has taken, write by write. */
  get takenBytes(): number {
    return this.#bytes - this.#unsent;
  }

  countInto(traffic: Traffic): void {
    traffic.framesOut += this.#frames;
    traffic.bytesOut += this.#bytes;
  }

  /** Frames sent from now on are written so. */
  protected writeAs(format: WireFormat): void {
    this.flush();
    this.#format = format;
  }

  /**
   * Takes one message; true if it is the first since the last flush.
   *
   * @throws TypeError if it is no message; EncodeError if the framing cannot carry it; RangeError if
   * the framing can be decoded only.
   */
  protected put(message: unknown): boolean {
    const format = this.#format;
    const wasEmpty = this.#used === 0;
    format.check();
    if (!format.isSealed) {
      this.#putEncoded(payloadBytes(message));
    } else if (message instanceof FrameView && message.core === this.#core) {
      this.#putFrame(message);
    } else {
      this.#putBytes(payloadBytes(message));
    }
    ++this.#frames;
    return wasEmpty && this.#used > 0;
  }

  /**
   * The short way, of what an echo or a proxy sends: takes the frame being looked at, if it came in this
   * framing and goes behind others.
   */
  protected relay(message: unknown): boolean {
    const { batch, relay } = this.hub;
    const { frame } = batch;
    const format = this.#format;
    if (message !== frame || relay.framing !== format.number || !format.isVerbatim) return false;
    const used = this.#used;
    const wire = frame.length + format.bytesAround;
    if (used === 0 || used + wire > SEND_BUFFER_BYTES) return false;
    relay.add(frame.address - format.bytesBefore, this.#block + used, wire);
    this.#used = used + wire;
    ++this.#frames;
    return true;
  }

  /** A payload in the core's memory is copied there and never seen by the JS heap. */
  #putFrame(frame: FrameView): void {
    const { length } = frame;
    if (!this.#makeRoom(length + this.#format.bytesAround)) {
      this.#putOnHeap(frame.bytes());
      return;
    }
    const target = this.#block + this.#used;
    const wire = this.#core.raw.forward(this.#format.number, target, frame.address, length);
    if (wire < 0) throw this.#refusal(wire, length);
    this.#used += wire;
  }

  #putBytes(bytes: Uint8Array): void {
    const { length } = bytes;
    if (!this.#makeRoom(length + this.#format.bytesAround)) {
      this.#putOnHeap(bytes);
      return;
    }
    const target = this.#block + this.#used;
    this.#core.memory.set(bytes, target + this.#format.bytesBefore);
    const wire = this.#core.raw.seal(this.#format.number, target, length);
    if (wire < 0) throw this.#refusal(wire, length);
    this.#used += wire;
  }

  /** Frames that the core does not write are written from here. */
  #putEncoded(bytes: Uint8Array): void {
    const { encoder } = this.#format;
    if (!this.#makeRoom(encoder.size(bytes))) {
      this.#putOnHeap(bytes);
      return;
    }
    try {
      this.#used += encoder.encodeInto(bytes, this.#core.memory, this.#block + this.#used);
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
    const wire = this.#format.encoder.encode(bytes);
    this.flush();
    this.#write(wire, 0);
  }

  /** Whether the pooled buffer has, or can be given, room for so many bytes. */
  #makeRoom(bytes: number): boolean {
    if (this.#block !== 0 && this.#used + bytes <= SEND_BUFFER_BYTES) return true;
    if (bytes > SEND_BUFFER_BYTES) return false;
    this.flush();
    // A stream in memory may have had this side send meanwhile.
    if (this.#block !== 0) return this.#makeRoom(bytes);
    const hub = this.hub;
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
    this.hub.relay.settle();
    this.#block = 0;
    this.#used = 0;
    if (used === 0) this.#giveBlock(block);
    else this.#write(this.hub.loop.memory.subarray(block, block + used), block);
  }

  #write(bytes: Uint8Array, block: number): void {
    const write: Write = { block, bytes: bytes.length, next: undefined };
    if (this.#newest === undefined) this.#oldest = write;
    else this.#newest.next = write;
    this.#newest = write;
    this.#bytes += bytes.length;
    this.#count(bytes.length);
    const wasWriting = this.hub.isWriting;
    this.hub.isWriting = true;
    const isTaken = this.#transport.write(bytes);
    this.hub.isWriting = wasWriting;
    if (isTaken) this.#settle(write);
  }

  /** The oldest write not yet reported is done. */
  protected reported(): void {
    const write = this.#oldest;
    if (write === undefined) return;
    this.#oldest = write.next;
    if (write.next === undefined) this.#newest = undefined;
    this.#settle(write);
  }

  /** Takes everything home; the socket is gone. */
  dispose(): void {
    for (let write = this.#oldest; write !== undefined; write = write.next) this.#settle(write);
    this.#oldest = undefined;
    this.#newest = undefined;
    this.hub.relay.settle();
    if (this.#block !== 0) this.#giveBlock(this.#block);
    this.#block = 0;
    this.#used = 0;
  }

  #settle(write: Write): void {
    const { block, bytes } = write;
    write.block = 0;
    write.bytes = 0;
    this.#count(-bytes);
    if (block !== 0) this.#giveBlock(block);
  }

  #count(bytes: number): void {
    this.#unsent += bytes;
    this.hub.outboundBytes += bytes;
  }

  #giveBlock(block: number): void {
    this.hub.outboundBlockBytes -= SEND_BUFFER_BYTES;
    if (this.hub.failure !== undefined) return;
    this.#core.raw.give(block);
    this.hub.relief.soon();
  }
}
