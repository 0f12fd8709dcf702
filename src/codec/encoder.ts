import { expected, integer } from "../core/check.js";
import type { Core } from "../core/core.js";
import { OVERSIZE, UNENCODABLE } from "../core/status.js";
import { framingNumber } from "./define.js";
import { encodeError } from "./faults.js";
import type { Frame } from "./frame.js";
import type { Framing } from "./framing.js";
import type { DelimiterFraming } from "./framing/delimiter.js";
import type { LengthFieldFraming } from "./framing/length-field.js";
import { type BytesLike, payloadBytes } from "./payload.js";
import { sharedCore } from "./shared-core.js";

const CR = 0x0d;

/**
 * Refuses a framing whose frames cannot be written from what the decoder delivers.
 *
 * @throws RangeError if it can be decoded only.
 */
export function checkEncodable(framing: Framing): void {
  if (framing.kind !== "length-field") return;
  const { offset, size, strip, prefix } = framing;
  if (strip > offset && strip !== offset + size) {
    const what = `at most ${offset} or exactly ${offset + size} to be encodable`;
    throw new RangeError(expected("strip", what, strip));
  }
  const stripped = Math.min(strip, offset);
  if (prefix.length !== stripped) {
    throw new RangeError(expected("prefix", `the ${stripped} stripped bytes`, prefix));
  }
}

/**
 * Frames out: takes exactly what the decoder of the same framing delivers.
 *
 * @example
 * const encoder = new FrameEncoder(lengthPrefixed(2));
 * socket.write(encoder.encode("hi")); // 00 02 68 69
 */
export class FrameEncoder {
  readonly #core: Core;
  readonly #framing: Framing;
  readonly #number: number;
  readonly #before: number;
  readonly #after: number;

  /** @throws TypeError if `framing` is none; RangeError if its frames can be decoded only. */
  constructor(framing: Framing) {
    this.#core = sharedCore();
    this.#number = framingNumber(this.#core, framing);
    checkEncodable(framing);
    this.#framing = framing;
    this.#before = this.#core.raw.bytesBefore(this.#number);
    this.#after = this.#core.raw.bytesAfter(this.#number);
  }

  /** Bytes on the wire of a payload. @throws TypeError if it is no payload. */
  size(payload: BytesLike | Frame): number {
    return this.#before + payloadBytes(payload).length + this.#after;
  }

  /**
   * A new array with the whole frame, the caller's to keep.
   *
   * @throws TypeError if it is no payload; EncodeError if the framing cannot carry it.
   */
  encode(payload: BytesLike | Frame): Uint8Array<ArrayBuffer> {
    const bytes = payloadBytes(payload);
    const target = new Uint8Array(this.#before + bytes.length + this.#after);
    this.#write(bytes, target, 0);
    return target;
  }

  /**
   * Writes the frame at `offset` of `target`, allocating nothing; answers its bytes on the wire.
   *
   * @throws TypeError if it is no payload; RangeError if the target has no room; EncodeError if the
   * framing cannot carry it. In each case nothing was written.
   */
  encodeInto(payload: BytesLike | Frame, target: Uint8Array, offset = 0): number {
    const bytes = payloadBytes(payload);
    const wire = this.#before + bytes.length + this.#after;
    integer("offset", offset, 0, target.length);
    if (target.length - offset < wire) {
      throw new RangeError(expected("target", `room for ${wire} bytes at ${offset}`, target));
    }
    this.#write(bytes, target, offset);
    return wire;
  }

  #write(bytes: Uint8Array, target: Uint8Array, offset: number): void {
    const framing = this.#framing;
    if (framing.kind === "length-field") this.#writeLength(framing, bytes, target, offset);
    else if (framing.kind === "delimiter") this.#writeDelimited(framing, bytes, target, offset);
    else target.set(bytes, offset);
  }

  #writeLength(
    framing: LengthFieldFraming,
    bytes: Uint8Array,
    target: Uint8Array,
    at: number,
  ): void {
    const { memory, raw, scratchAddress } = this.#core;
    const wire = raw.sealHeader(this.#number, scratchAddress, bytes.length);
    if (wire < 0) throw encodeError(this.#core, wire, bytes.length);
    target.set(bytes, at + this.#before);
    const field = framing.offset;
    const prefix = Math.min(this.#before, field);
    for (let i = 0; i < prefix; ++i) target[at + i] = memory[scratchAddress + i] ?? 0;
    for (let i = field; i < field + framing.size; ++i) {
      target[at + i] = memory[scratchAddress + i] ?? 0;
    }
    if (this.#after > 0) target.set(framing.trailer, at + wire - this.#after);
  }

  #writeDelimited(
    framing: DelimiterFraming,
    bytes: Uint8Array,
    target: Uint8Array,
    at: number,
  ): void {
    const { delimiters, stripsCr, keepsEnding, maxFrameBytes } = framing;
    const byte = delimiters[0]?.[0] ?? 0;
    const ending = bytes.indexOf(byte);
    const body = keepsEnding ? bytes.length - 1 : bytes.length;
    const isWhole = keepsEnding ? ending === body && body >= 0 : ending === -1;
    const endsInCr = stripsCr && body > 0 && bytes[body - 1] === CR;
    if (!isWhole || (endsInCr && !keepsEnding)) {
      throw encodeError(this.#core, UNENCODABLE, bytes.length);
    }
    if (body - (endsInCr ? 1 : 0) > maxFrameBytes) {
      throw encodeError(this.#core, OVERSIZE, bytes.length);
    }
    target.set(bytes, at);
    if (!keepsEnding) target[at + bytes.length] = byte;
  }
}
