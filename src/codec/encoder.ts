import { expected, integer } from "../core/check.js";
import type { Core } from "../core/core.js";
import { framingNumber } from "./define.js";
import { DelimiterEncoding } from "./encoding/delimiter.js";
import { checkEncodable } from "./encoding/encodable.js";
import type { Encoding } from "./encoding/encoding.js";
import { HeadedEncoding } from "./encoding/headed.js";
import { LengthFieldEncoding } from "./encoding/length-field.js";
import { PlainEncoding } from "./encoding/plain.js";
import { StagesEncoding } from "./encoding/stages.js";
import { VarintEncoding } from "./encoding/varint.js";
import type { Frame } from "./frame.js";
import { type Framing, checkFraming } from "./framing.js";
import { NOTHING } from "./framing/options.js";
import { type BytesLike, payloadBytes } from "./payload.js";
import { sharedCore } from "./shared-core.js";

function encodingOf(core: Core, framing: Framing): Encoding {
  switch (framing.kind) {
    case "length-field":
      return new LengthFieldEncoding(core, framing, framingNumber(core, framing));
    case "varint":
      return new VarintEncoding(core, framing);
    case "delimiter":
      return new DelimiterEncoding(core, framing);
    case "decimal": {
      const separator = String.fromCharCode(framing.separator);
      const head = (bytes: number): string => `${bytes}${separator}`;
      return new HeadedEncoding(core, framing.maxFrameBytes, Infinity, head, framing.trailer);
    }
    case "header-block": {
      const head = (bytes: number): string => `Content-Length: ${bytes}\r\n\r\n`;
      return new HeadedEncoding(core, framing.maxFrameBytes, framing.maxHeaderBytes, head, NOTHING);
    }
    case "stages":
      return new StagesEncoding(framing, (simple) => encodingOf(core, simple));
    case "fixed":
      return new PlainEncoding(core, framing.size);
    case "raw":
    case "host":
      return new PlainEncoding(core);
  }
}

/**
 * Frames out: takes exactly what the decoder of the same framing delivers. Under `stages` it counts the
 * frames it writes, as the decoder counts those it reads.
 *
 * @example
 * const encoder = new FrameEncoder(lengthPrefixed(2));
 * socket.write(encoder.encode("hi")); // 00 02 68 69
 */
export class FrameEncoder {
  readonly #encoding: Encoding;

  /** @throws TypeError if `framing` is none; RangeError if its frames can be decoded only. */
  constructor(framing: Framing) {
    checkEncodable(checkFraming(framing));
    this.#encoding = encodingOf(sharedCore(), framing);
  }

  /**
   * Bytes on the wire of a payload.
   *
   * @throws TypeError if it is no payload; EncodeError if the framing cannot tell.
   */
  size(payload: BytesLike | Frame): number {
    return this.#encoding.size(payloadBytes(payload));
  }

  /**
   * A new array with the whole frame, the caller's to keep.
   *
   * @throws TypeError if it is no payload; EncodeError if the framing cannot carry it.
   */
  encode(payload: BytesLike | Frame): Uint8Array<ArrayBuffer> {
    const bytes = payloadBytes(payload);
    const target = new Uint8Array(this.#encoding.size(bytes));
    this.#encoding.write(bytes, target, 0);
    return target;
  }

  /**
   * Writes the frame at `offset` of `target`; answers its bytes on the wire.
   *
   * @throws TypeError if it is no payload; RangeError if the target has no room; EncodeError if the
   * framing cannot carry it. In each case nothing was written.
   */
  encodeInto(payload: BytesLike | Frame, target: Uint8Array, offset = 0): number {
    const bytes = payloadBytes(payload);
    const wire = this.#encoding.size(bytes);
    integer("offset", offset, 0, target.length);
    if (target.length - offset < wire) {
      throw new RangeError(expected("target", `room for ${wire} bytes at ${offset}`, target));
    }
    return this.#encoding.write(bytes, target, offset);
  }
}
