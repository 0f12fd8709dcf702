/** `millrace/codec`: bytes in, frames out, in browsers and everywhere else. Names nothing of a host. */
// First, so that the bytes of the core do not part the code of a bundle: it is compressed better.
export { initialize } from "./core/module.js";
export type { FrameBatch } from "./codec/batch.js";
export {
  bytesCodec,
  type Codec,
  type DecodedMessage,
  isStreamCodec,
  jsonCodec,
  type JsonOptions,
  type MessageFormat,
  type StreamCodec,
  textCodec,
} from "./codec/codec.js";
export {
  type ChunkSource,
  decodeFrames,
  type DecodeFramesOptions,
  type MessageSequence,
} from "./codec/decode-frames.js";
export { FrameDecoder } from "./codec/decoder.js";
export { FrameEncoder } from "./codec/encoder.js";
export type { Frame } from "./codec/frame.js";
export type { Framing } from "./codec/framing.js";
export { decimal, type DecimalFraming, type DecimalOptions } from "./codec/framing/decimal.js";
export {
  delimited,
  type DelimitedOptions,
  type Delimiter,
  type DelimiterFraming,
  lines,
  type LinesOptions,
} from "./codec/framing/delimiter.js";
export { fixed, type FixedFraming } from "./codec/framing/fixed.js";
export {
  headerBlock,
  type HeaderBlockFraming,
  type HeaderBlockOptions,
} from "./codec/framing/header-block.js";
export {
  type Endian,
  lengthField,
  type LengthFieldFraming,
  type LengthFieldOptions,
  lengthPrefixed,
} from "./codec/framing/length-field.js";
export type { FramingLimits, LimitOptions, OversizePolicy } from "./codec/framing/options.js";
export { type HostFraming, raw, type RawFraming } from "./codec/framing/raw.js";
export type { SimpleFraming } from "./codec/framing/simple.js";
export {
  type FrameStage,
  type SkipStage,
  type Stage,
  type StageOptions,
  stages,
  type StagesFraming,
} from "./codec/framing/stages.js";
export { varint, type VarintFraming, type VarintOptions } from "./codec/framing/varint.js";
export type { MessageBatch } from "./codec/message-decoder-batch.js";
export { MessageDecoder } from "./codec/message-decoder.js";
export { MessageEncoder } from "./codec/message-encoder.js";
export type { BytesLike } from "./codec/payload.js";
export * as presets from "./codec/presets/index.js";
export { FrameDecoderStream, FrameEncoderStream } from "./codec/streams.js";
export { FrameScratch, type FrameWriter } from "./codec/writer.js";
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
