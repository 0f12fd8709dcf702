/** `millrace/codec`: bytes in, frames out, in browsers and everywhere else. Names nothing of a host. */
export type { FrameBatch } from "./codec/batch.js";
export { FrameDecoder } from "./codec/decoder.js";
export { FrameEncoder } from "./codec/encoder.js";
export type { Frame } from "./codec/frame.js";
export {
  delimited,
  type DelimitedOptions,
  type DelimiterFraming,
  type Endian,
  type Framing,
  lengthField,
  type LengthFieldFraming,
  type LengthFieldOptions,
  lengthPrefixed,
  lines,
  type LinesOptions,
  raw,
  type RawFraming,
} from "./codec/framing.js";
export type { BytesLike } from "./codec/payload.js";
export {
  EncodeError,
  type EncodeErrorCode,
  IncompleteFrameError,
  InternalError,
  ProtocolError,
  type ProtocolErrorCode,
  ResourceError,
  type ResourceErrorCode,
} from "./errors.js";
