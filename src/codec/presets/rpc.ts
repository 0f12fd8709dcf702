import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";
import { type VarintFraming, varint } from "../framing/varint.js";

/**
 * Thrift's framed transport: a size, then one message.
 *
 * Delivered: what follows the size. Limit: 16,384,000, Thrift's own default. Signed.
 * Source: Apache Thrift, "Thrift Remote Procedure Call", "Framed vs. unframed transport";
 * "TConfiguration", MaxFrameSize.
 */
export const thrift: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, {
  signed: true,
  maxFrameBytes: 16_384_000,
});

/**
 * Messages of gRPC inside a stream of HTTP/2: a byte that says whether it is compressed, a length.
 *
 * Delivered: all of it, so that the flag can be read. Limit: 4 MiB, the default of gRPC's receivers.
 * Not covered: HTTP/2 itself, see `http2`.
 * Source: gRPC over HTTP2, "Length-Prefixed-Message".
 */
export const grpc: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 1,
  strip: 0,
  maxFrameBytes: 4_194_304,
});

/**
 * Protocol Buffers messages behind their length, as writeDelimitedTo writes them.
 *
 * Delivered: the message. Limit: millrace's own.
 * Source: Protocol Buffers documentation, "Techniques", "Streaming Multiple Messages"; parseDelimitedFrom.
 */
export const protobufDelimited: VarintFraming = /* @__PURE__ */ varint();

/**
 * Messages of libp2p behind an unsigned varint, multistream-select's with their line feed.
 *
 * Delivered: the message. Limit: 4 MiB, as in its JavaScript implementation.
 * Not covered: forms longer than needed are taken, which the specification forbids.
 * Source: multiformats, "unsigned-varint"; libp2p specifications, "connections", "multistream-select".
 */
export const libp2p: VarintFraming = /* @__PURE__ */ varint({
  maxBytes: 9,
  maxFrameBytes: 4_194_304,
});

/**
 * SOME/IP: a message id, a length of what follows it, request id and versions, the payload.
 *
 * Delivered: all of it. Limit: millrace's own.
 * Source: AUTOSAR, "SOME/IP Protocol Specification", "Header", Length.
 */
export const someip: LengthFieldFraming = /* @__PURE__ */ lengthField({ offset: 4, strip: 0 });

/**
 * The output of a container in Docker's API: a byte that names the stream, three zeros, a length.
 *
 * Delivered: all of it, so that stdout and stderr can be told apart. Limit: millrace's own.
 * Not covered: a container with a terminal sends bare bytes.
 * Source: Docker Engine API, "Attach to a container", "Stream format".
 */
export const dockerAttach: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 4,
  strip: 0,
});

/**
 * RSocket over TCP: a length of 3 bytes, then one frame.
 *
 * Delivered: the frame. Limit: what 3 bytes can say.
 * Source: RSocket protocol, "Framing Format", "Framing Protocol Usage".
 */
export const rsocket: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(3, {
  maxFrameBytes: 16_777_215,
});
