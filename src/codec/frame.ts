import { expected } from "../core/check.js";
import type { Core } from "../core/core.js";

/**
 * One frame where it lies in memory, read like a `DataView`. The same object shows frame after frame:
 * it is good until the handler it was given to returns, or the batch moves on. Later access throws.
 */
export interface Frame {
  /** Bytes of the frame. */
  readonly length: number;
  /**
   * A view of the bytes, for reading: good as long as the frame. It cannot tell when it has gone stale, and
   * what is written there may be seen in frames that were sent from there.
   */
  bytes(): Uint8Array;
  /** The bytes on the JS heap: the caller's to keep. */
  copy(): Uint8Array<ArrayBuffer>;
  /** The bytes as text, UTF-8 unless another encoding is named. Invalid bytes become U+FFFD. */
  text(encoding?: string): string;
  /** The bytes as JSON. @throws SyntaxError if they are none. */
  json(): unknown;
  getInt8(offset: number): number;
  getUint8(offset: number): number;
  getInt16(offset: number, littleEndian?: boolean): number;
  getUint16(offset: number, littleEndian?: boolean): number;
  getInt32(offset: number, littleEndian?: boolean): number;
  getUint32(offset: number, littleEndian?: boolean): number;
  getBigInt64(offset: number, littleEndian?: boolean): bigint;
  getBigUint64(offset: number, littleEndian?: boolean): bigint;
  getFloat32(offset: number, littleEndian?: boolean): number;
  getFloat64(offset: number, littleEndian?: boolean): number;
}

const STALE = -1;
const decoders = new Map<string, TextDecoder>();

function decoderOf(encoding: string): TextDecoder {
  let decoder = decoders.get(encoding);
  if (decoder === undefined) {
    decoder = new TextDecoder(encoding, { ignoreBOM: true });
    decoders.set(encoding, decoder);
  }
  return decoder;
}

/** The one {@link Frame} of a decoder or loop. A stale one has a size that no offset is inside of. */
export class FrameView implements Frame {
  readonly core: Core;
  readonly #memory: Uint8Array<ArrayBuffer>;
  // Asked for once: a view made of it takes half the time of `subarray`.
  readonly #buffer: ArrayBuffer;
  readonly #view: DataView<ArrayBuffer>;
  #address = 0;
  #size = STALE;

  constructor(core: Core) {
    this.core = core;
    this.#memory = core.memory;
    this.#buffer = core.memory.buffer;
    this.#view = core.view;
  }

  /** Shows the frame at this address. */
  show(address: number, size: number): void {
    this.#address = address;
    this.#size = size;
  }

  /** From now on every access throws. */
  expire(): void {
    this.#size = STALE;
  }

  /** Where the frame lies in the memory of its core, in bytes. */
  get address(): number {
    if (this.#size === STALE) throw staleAccess();
    return this.#address;
  }

  get length(): number {
    if (this.#size === STALE) throw staleAccess();
    return this.#size;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    if (this.#size === STALE) throw staleAccess();
    return new Uint8Array(this.#buffer, this.#address, this.#size);
  }

  copy(): Uint8Array<ArrayBuffer> {
    if (this.#size === STALE) throw staleAccess();
    return this.#memory.slice(this.#address, this.#address + this.#size);
  }

  text(encoding = "utf-8"): string {
    return decoderOf(encoding).decode(this.bytes());
  }

  json(): unknown {
    return JSON.parse(this.text());
  }

  getInt8(offset: number): number {
    if (!(offset >= 0 && offset + 1 <= this.#size)) throw this.#outside(offset);
    return this.#view.getInt8(this.#address + offset);
  }

  getUint8(offset: number): number {
    if (!(offset >= 0 && offset + 1 <= this.#size)) throw this.#outside(offset);
    return this.#view.getUint8(this.#address + offset);
  }

  getInt16(offset: number, littleEndian = false): number {
    if (!(offset >= 0 && offset + 2 <= this.#size)) throw this.#outside(offset);
    return this.#view.getInt16(this.#address + offset, littleEndian);
  }

  getUint16(offset: number, littleEndian = false): number {
    if (!(offset >= 0 && offset + 2 <= this.#size)) throw this.#outside(offset);
    return this.#view.getUint16(this.#address + offset, littleEndian);
  }

  getInt32(offset: number, littleEndian = false): number {
    if (!(offset >= 0 && offset + 4 <= this.#size)) throw this.#outside(offset);
    return this.#view.getInt32(this.#address + offset, littleEndian);
  }

  getUint32(offset: number, littleEndian = false): number {
    if (!(offset >= 0 && offset + 4 <= this.#size)) throw this.#outside(offset);
    return this.#view.getUint32(this.#address + offset, littleEndian);
  }

  getBigInt64(offset: number, littleEndian = false): bigint {
    if (!(offset >= 0 && offset + 8 <= this.#size)) throw this.#outside(offset);
    return this.#view.getBigInt64(this.#address + offset, littleEndian);
  }

  getBigUint64(offset: number, littleEndian = false): bigint {
    if (!(offset >= 0 && offset + 8 <= this.#size)) throw this.#outside(offset);
    return this.#view.getBigUint64(this.#address + offset, littleEndian);
  }

  getFloat32(offset: number, littleEndian = false): number {
    if (!(offset >= 0 && offset + 4 <= this.#size)) throw this.#outside(offset);
    return this.#view.getFloat32(this.#address + offset, littleEndian);
  }

  getFloat64(offset: number, littleEndian = false): number {
    if (!(offset >= 0 && offset + 8 <= this.#size)) throw this.#outside(offset);
    return this.#view.getFloat64(this.#address + offset, littleEndian);
  }

  #outside(offset: number): Error {
    if (this.#size === STALE) return staleAccess();
    return new RangeError(expected("offset", `a place inside the ${this.#size} bytes`, offset));
  }
}

function staleAccess(): TypeError {
  const rule = "it is good until its handler returns or the batch moves on; copy() keeps it";
  return new TypeError(`"frame" expected to be used in time, got a stale access: ${rule}`);
}
