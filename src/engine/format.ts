import { type Codec, type StreamCodec, codecOf, messageLimit } from "../codec/codec.js";
import { FrameView, type Frame } from "../codec/frame.js";
import { type Framing, checkFraming, limited } from "../codec/framing.js";
import { hostFraming } from "../codec/framing/raw.js";
import { MessageEncoder } from "../codec/message-encoder.js";
import { FrameScratch } from "../codec/writer.js";
import { expected } from "../core/check.js";

/** What a stream is made of: a framing, whose frames are the messages, or a codec. */
export type Speech<In, Out> = Framing | Codec<In, Out> | StreamCodec<In, Out>;

/** How messages lie in the streams of connections: what a server or client was declared to speak. */
export interface Format<In, Out> {
  /** Frames the stream; under a StreamCodec it leaves the boundaries to it. */
  readonly framing: Framing;
  /** Makes a message of a frame; undefined where the frame is the message. */
  readonly decode: ((frame: Frame) => In) | undefined;
  /** Finds the boundaries, where no framing does. */
  readonly streamCodec: StreamCodec<In, Out> | undefined;
  /** The payload of a message, for the framing: good until the next call. */
  payloadOf(message: Out | Frame): unknown;
}

/**
 * The format of a framing or codec, with another limit if one is given.
 *
 * @throws TypeError if it is neither a framing, a Codec nor a StreamCodec; RangeError if a limit is out
 * of range.
 */
export function formatOf<In, Out>(
  speech: Speech<In, Out>,
  maxFrameBytes?: number,
): Format<In, Out> {
  if (isFraming(speech)) {
    const framing = limited(speech, maxFrameBytes);
    return { framing, decode: undefined, streamCodec: undefined, payloadOf: (payload) => payload };
  }
  const codec = codecOf(speech) as Codec<In, Out> | StreamCodec<In, Out>;
  return "framing" in codec
    ? framedFormat(codec, maxFrameBytes)
    : streamFormat(codec, maxFrameBytes);
}

function isFraming(speech: unknown): speech is Framing {
  return typeof speech === "object" && speech !== null && "kind" in speech;
}

function framedFormat<In, Out>(
  codec: Codec<In, Out>,
  maxFrameBytes: number | undefined,
): Format<In, Out> {
  const framing = limited(codec.framing, maxFrameBytes);
  const scratch = FrameScratch.of(framing);
  return {
    framing,
    decode: (frame) => codec.decode(frame),
    streamCodec: undefined,
    payloadOf(message) {
      if (message instanceof FrameView) return message;
      scratch.reset();
      codec.encode(message as Out, scratch);
      return scratch.bytes();
    },
  };
}

function streamFormat<In, Out>(
  codec: StreamCodec<In, Out>,
  maxFrameBytes: number | undefined,
): Format<In, Out> {
  const limitedCodec: StreamCodec<In, Out> = {
    maxFrameBytes: maxFrameBytes ?? codec.maxFrameBytes,
    decode: (bytes) => codec.decode(bytes),
    encode: (message, target) => codec.encode(message, target),
  };
  const encoder = new MessageEncoder<Out>(limitedCodec);
  return {
    framing: hostFraming(messageLimit(limitedCodec)),
    decode: undefined,
    streamCodec: limitedCodec,
    payloadOf: (message) =>
      message instanceof FrameView ? message : encoder.encode(message as Out),
  };
}

/**
 * What the options say is spoken.
 *
 * @throws TypeError if they name neither a framing nor a codec, or both.
 */
export function speechOf<In, Out>(options: {
  readonly framing?: Framing | undefined;
  readonly codec?: Codec<In, Out> | StreamCodec<In, Out> | undefined;
}): Speech<In, Out> {
  const { framing, codec } = options;
  if (framing !== undefined && codec !== undefined) {
    throw new TypeError(expected("codec", "to be left out beside a framing", codec));
  }
  return codec ?? checkFraming(framing as Framing);
}
