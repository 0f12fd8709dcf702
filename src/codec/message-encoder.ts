import { expected } from "../core/check.js";
import { EncodeError } from "../errors.js";
import {
  type Codec,
  type MessageFormat,
  type StreamCodec,
  codecOf,
  messageLimit,
} from "./codec.js";
import { FrameEncoder } from "./encoder.js";
import type { Frame } from "./frame.js";
import type { BytesLike } from "./payload.js";
import { FrameScratch } from "./writer.js";

/** Bytes of the first target that a StreamCodec is given; each further one is four times as large. */
const TARGET_BYTES = 4 * 1024;
/** A larger target is not kept for the next message. */
const TARGET_BYTES_KEPT = 1024 * 1024;

/**
 * Messages in, wire bytes out: the twin of MessageDecoder. A framing alone takes bytes, text or frames.
 *
 * @example
 * const encoder = new MessageEncoder(jsonCodec(lines()));
 * socket.write(encoder.encode({ hello: "world" })); // {"hello":"world"}\n
 */
export class MessageEncoder<Out = BytesLike | Frame> {
  readonly #encode: (message: never) => Uint8Array<ArrayBuffer>;

  /**
   * @throws TypeError if `format` is neither a framing, a Codec nor a StreamCodec; RangeError if its
   * frames can be decoded only, or its `maxFrameBytes` is out of range.
   */
  constructor(format: MessageFormat<unknown, Out>) {
    const codec = codecOf(format);
    this.#encode = "framing" in codec ? framed(codec) : unframed(codec);
  }

  /**
   * A new array with the whole message, the caller's to keep.
   *
   * @throws EncodeError if the framing cannot carry it, or it is larger than `maxFrameBytes`; TypeError
   * if the codec wrote an impossible number of bytes; whatever else the codec throws.
   */
  encode(message: Out): Uint8Array<ArrayBuffer> {
    return this.#encode(message as never);
  }
}

function framed(codec: Codec<unknown, never>): (message: never) => Uint8Array<ArrayBuffer> {
  const encoder = new FrameEncoder(codec.framing);
  const scratch = FrameScratch.of(codec.framing);
  return (message) => {
    scratch.reset();
    codec.encode(message, scratch);
    const frame = encoder.encode(scratch.bytes());
    scratch.reset();
    return frame;
  };
}

function unframed(codec: StreamCodec<unknown, never>): (message: never) => Uint8Array<ArrayBuffer> {
  const limit = messageLimit(codec);
  let kept: Uint8Array<ArrayBuffer> | undefined;
  return (message) => {
    let target = kept ?? new Uint8Array(Math.min(limit, TARGET_BYTES));
    for (;;) {
      const written = codec.encode(message, target);
      if (written !== "insufficient") {
        checkWritten(written, target);
        if (target.length <= TARGET_BYTES_KEPT) kept = target;
        return target.slice(0, written);
      }
      if (target.length === limit) {
        const text = `the message takes more bytes than the limit of ${limit}`;
        throw new EncodeError("oversize", text);
      }
      target = new Uint8Array(Math.min(limit, 4 * target.length));
    }
  };
}

function checkWritten(written: unknown, target: Uint8Array): void {
  if (Number.isInteger(written) && Number(written) >= 0 && Number(written) <= target.length) return;
  const what = `"insufficient" or an integer from 0 to ${target.length}, the bytes given`;
  throw new TypeError(expected("bytesWritten", what, written));
}
