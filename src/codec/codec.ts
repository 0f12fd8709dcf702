import { expected, integer } from "../core/check.js";
import { EncodeError, ProtocolError } from "../errors.js";
import { FRAME_BYTES_DEFAULT, FRAME_BYTES_MAX } from "../limits.js";
import type { Frame } from "./frame.js";
import { type Framing, checkFraming } from "./framing.js";
import type { BytesLike } from "./payload.js";
import { InvalidMessageError } from "./schema.js";
import type { FrameWriter } from "./writer.js";

/** Messages in frames: the framing finds the boundaries, the codec says what is between them. */
export interface Codec<In, Out = In> {
  readonly framing: Framing;
  /**
   * The message of a frame. The frame is good until this returns: a message that keeps bytes copies
   * them. What it throws is the peer's fault and ends the stream: a ProtocolError as it is, anything
   * else as the `cause` of one (`malformed`).
   */
  decode(frame: Frame): In;
  /** Writes the payload of a message. What it throws reaches the caller, and nothing is sent. */
  encode(message: Out, writer: FrameWriter): void;
}

/** A message, and how many bytes of the stream it took. */
export interface DecodedMessage<In> {
  readonly frame: In;
  /** 1 to as many as there were. */
  readonly bytesRead: number;
}

/** A codec that finds its own boundaries, where no framing does. */
export interface StreamCodec<In, Out = In> {
  /** Most bytes of a message on the wire: 1 to 1 GiB, by default 8 MiB. */
  readonly maxFrameBytes?: number | undefined;
  /**
   * The first message of the bytes not yet read, or `"incomplete"`: it is asked again when more have
   * come. There is at least one byte, and there are never more than `maxFrameBytes`. They are good until
   * this returns. What it throws is the peer's fault, as in a {@link Codec}.
   */
  decode(bytes: Uint8Array): DecodedMessage<In> | "incomplete";
  /**
   * Writes the whole message at the start of `target`; answers how many bytes it took, or
   * `"insufficient"`: it is asked again with a larger target.
   */
  encode(message: Out, target: Uint8Array): number | "insufficient";
}

/** Whatever says how messages lie in a stream. A framing alone has its payloads for messages. */
export type MessageFormat<In, Out = unknown> =
  (Uint8Array<ArrayBuffer> extends In ? Framing : never) | Codec<In, Out> | StreamCodec<In, Out>;

function copyOf(frame: Frame): Uint8Array<ArrayBuffer> {
  return frame.copy();
}

/** Whether the messages of a codec are payloads as they are, each a copy: however it is made. */
export function isCopying(codec: Codec<unknown, never>): boolean {
  return codec.decode === copyOf;
}

/** Payloads as they are, each a copy. */
export function bytesCodec(framing: Framing): Codec<Uint8Array<ArrayBuffer>, BytesLike> {
  return {
    framing: checkFraming(framing),
    decode: copyOf,
    encode: (message, writer) => writer.write(message),
  };
}

/**
 * Payloads as text. Invalid bytes are read as U+FFFD. What is written is UTF-8; under another encoding
 * that has to mean the same text, as ASCII mostly does, or it is an EncodeError (`unencodable`).
 *
 * @throws TypeError if `framing` is none; RangeError if TextDecoder does not know the encoding.
 */
export function textCodec(framing: Framing, encoding = "utf-8"): Codec<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const isUtf8 = decoder.encoding === "utf-8";
  return {
    framing: checkFraming(framing),
    decode: (frame) => frame.text(encoding),
    encode: (text, writer) => {
      if (!isUtf8 && decoder.decode(new TextEncoder().encode(text)) !== text) {
        throw new EncodeError("unencodable", `the text is not the same in UTF-8 and ${encoding}`);
      }
      writer.writeText(text);
    },
  };
}

/** Options of {@link jsonCodec}. */
export interface JsonOptions<Message> {
  /** Makes a message of what was parsed, or throws if it is none. */
  readonly parse?: (value: unknown) => Message;
}

/**
 * Payloads as JSON. A payload that is no JSON, or that `parse` refuses, is malformed.
 *
 * @throws TypeError if `framing` is none.
 * @example
 * const codec = jsonCodec(lines()); // one document in each line
 */
export function jsonCodec<Message = unknown>(
  framing: Framing,
  { parse }: JsonOptions<Message> = {},
): Codec<Message> {
  return {
    framing: checkFraming(framing),
    decode: (frame) => {
      const value = frame.json();
      return parse === undefined ? (value as Message) : parse(value);
    },
    encode: (message, writer) => {
      const text: unknown = JSON.stringify(message);
      if (typeof text !== "string") {
        throw new TypeError(expected("message", "a value that JSON has", message));
      }
      writer.writeText(text);
    },
  };
}

/** Whether it is a {@link StreamCodec}: it decodes and encodes, and has no framing. */
export function isStreamCodec(value: unknown): value is StreamCodec<unknown, never> {
  return hasMethods(value) && !("framing" in value);
}

/**
 * A framing as a codec, a codec as it is.
 *
 * @throws TypeError if it is neither a framing, a Codec nor a StreamCodec; RangeError if its
 * `maxFrameBytes` is out of range.
 */
export function codecOf(format: unknown): Codec<unknown, never> | StreamCodec<unknown, never> {
  if (isStreamCodec(format)) {
    messageLimit(format);
    return format;
  }
  if (hasMethods(format) && "framing" in format) {
    checkFraming(format.framing as Framing);
    return format as Codec<unknown, never>;
  }
  if (typeof format === "object" && format !== null && "kind" in format) {
    return bytesCodec(format as Framing);
  }
  throw new TypeError(expected("codec", "a framing, a Codec or a StreamCodec", format));
}

/** Most bytes that a message of this codec may take. @throws TypeError or RangeError if it is none. */
export function messageLimit(codec: StreamCodec<unknown, never>): number {
  const { maxFrameBytes = FRAME_BYTES_DEFAULT } = codec;
  return integer("maxFrameBytes", maxFrameBytes, 1, FRAME_BYTES_MAX);
}

/** The error for what a codec threw about the frame at `offset` of the stream. */
export function decodeError(cause: unknown, offset: number): ProtocolError {
  if (cause instanceof ProtocolError) return cause;
  if (cause instanceof InvalidMessageError) {
    const message = `the frame at offset ${offset} is no valid message: ${cause.message}`;
    return new ProtocolError("invalid", message, { offset }, { cause });
  }
  const message = `the codec refused the frame at offset ${offset}: ${String(cause)}`;
  return new ProtocolError("malformed", message, { offset }, { cause });
}

function hasMethods(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const { decode, encode } = value as { decode?: unknown; encode?: unknown };
  return typeof decode === "function" && typeof encode === "function";
}
