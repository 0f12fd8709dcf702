import {
  type Codec,
  type StreamCodec,
  bytesCodec,
  codecOf,
  isCopying,
  isStreamCodec,
} from "../codec/codec.js";
import type { Framing } from "../codec/framing.js";
import { InvalidMessageError, type StandardSchema } from "../codec/schema.js";
import { expected, object } from "../core/check.js";
import type { Speech } from "./parts.js";

/** What is spoken: exactly one of a framing, whose payloads are the messages, and a codec. */
export interface SpeechSource {
  readonly framing?: Framing | undefined;
  readonly codec?: unknown;
  readonly schema?: StandardSchema<unknown> | undefined;
}

type Validate = (message: unknown) => unknown;

function asItIs(message: unknown): unknown {
  return message;
}

/** @throws TypeError if it is no schema. */
function validator(schema: StandardSchema<unknown> | undefined): Validate {
  if (schema === undefined) return asItIs;
  const isObject = typeof schema === "object" || typeof schema === "function";
  const standard: unknown = isObject ? schema["~standard"] : undefined;
  if (typeof standard !== "object" || standard === null) {
    throw new TypeError(expected("schema", "a Standard Schema", schema));
  }
  return (message) => {
    const result = schema["~standard"].validate(message);
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw new TypeError(expected("schema", "one that answers at once", result));
    }
    if (result.issues !== undefined) throw new InvalidMessageError(result.issues);
    return result.value;
  };
}

function measured(codec: Codec<unknown, never>, validate: Validate): Speech<unknown, never> {
  const speech = {
    bytesRead: 0,
    isPlain: validate === asItIs && isCopying(codec),
    codec: {
      framing: codec.framing,
      decode(frame) {
        speech.bytesRead = frame.length;
        return validate(codec.decode(frame));
      },
      encode: (message, writer) => codec.encode(message, writer),
    } as Codec<unknown, never>,
  };
  return speech;
}

function measuredStream(
  codec: StreamCodec<unknown, never>,
  validate: Validate,
): Speech<unknown, never> {
  const speech = {
    bytesRead: 0,
    isPlain: false,
    codec: {
      maxFrameBytes: codec.maxFrameBytes,
      decode(bytes) {
        const found = codec.decode(bytes);
        if (found === "incomplete") return found;
        speech.bytesRead = found.bytesRead;
        return { frame: validate(found.frame), bytesRead: found.bytesRead };
      },
      encode: (message, target) => codec.encode(message, target),
    } as StreamCodec<unknown, never>,
  };
  return speech;
}

/**
 * What the options say is spoken; it measures what it decodes, and validates it.
 *
 * @throws TypeError if they name neither a framing nor a codec, or both; or what is no schema.
 */
export function speechFrom<In, Out>({ framing, codec, schema }: SpeechSource): Speech<In, Out> {
  if (framing !== undefined && codec !== undefined) {
    throw new TypeError(expected("codec", "to be left out beside a framing", codec));
  }
  if (codec !== undefined) object("codec", codec);
  const spoken = codec === undefined ? bytesCodec(framing as Framing) : codecOf(codec);
  const validate = validator(schema);
  const speech = isStreamCodec(spoken)
    ? measuredStream(spoken, validate)
    : measured(spoken, validate);
  return speech as unknown as Speech<In, Out>;
}
