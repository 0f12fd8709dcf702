import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";
import { type StagesFraming, stages } from "../framing/stages.js";
import { type VarintFraming, varint } from "../framing/varint.js";

/**
 * Kafka: a size, then one request or response.
 *
 * Delivered: what follows the size. Limit: socket.request.max.bytes, 100 MiB by default. Signed.
 * Source: Apache Kafka protocol guide, "Common Request and Response Structure"; "Broker Configs".
 */
export const kafka: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, {
  signed: true,
  maxFrameBytes: 104_857_600,
});

/**
 * AMQP 0-9-1, of RabbitMQ: type, channel, size, payload and the frame-end 0xCE, which is checked.
 *
 * Delivered: all but the frame-end. Limit: a frame of 131,072 bytes, RabbitMQ's frame_max until it is
 * negotiated.
 * Source: AMQP 0-9-1 specification, 4.2.3, "General Frame Format".
 */
export const amqp: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 3,
  adjustment: 1,
  strip: 0,
  trailer: /* @__PURE__ */ Uint8Array.of(0xce),
  maxFrameBytes: 131_065,
});

/**
 * What an AMQP 0-9-1 client sends from its first byte: the protocol header, then frames.
 *
 * Delivered: frames; the 8 bytes of the header are passed over unread. Limit: as `amqp`.
 * Source: AMQP 0-9-1 specification, 4.2.2, "Protocol Header".
 */
export const amqpStartup: StagesFraming = /* @__PURE__ */ stages([
  { skip: /* @__PURE__ */ Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1) },
  { framing: amqp },
]);

/**
 * AMQP 1.0 frames: a size of the whole frame, then its header and body.
 *
 * Delivered: all of it. Limit: millrace's own until max-frame-size is negotiated.
 * Source: OASIS AMQP 1.0, Part 2, 2.3.1, "Frame Layout".
 */
export const amqp10: LengthFieldFraming = /* @__PURE__ */ lengthField({ adjustment: -4, strip: 0 });

/**
 * AMQP 1.0 from the first byte, either way: the protocol header, then frames.
 *
 * Delivered: frames; the 8 bytes of the header are passed over unread.
 * Not covered: a SASL exchange, which is followed by a second header; `switchTo`.
 * Source: OASIS AMQP 1.0, Part 2, 2.2, "Version Negotiation".
 */
export const amqp10Startup: StagesFraming = /* @__PURE__ */ stages([
  { skip: /* @__PURE__ */ Uint8Array.of(0x41, 0x4d, 0x51, 0x50, 0, 1, 0, 0) },
  { framing: amqp10 },
]);

/**
 * MQTT 3.1.1 and 5.0: a byte of type and flags, a Remaining Length of 1 to 4 bytes, the packet.
 *
 * Delivered: all of it. Limit: 268,435,455, what 4 bytes can say.
 * Source: MQTT 5.0, 1.5.5 and 2.1.4, "Remaining Length"; MQTT 3.1.1, 2.2.3.
 */
export const mqtt: VarintFraming = /* @__PURE__ */ varint({
  offset: 1,
  maxBytes: 4,
  strip: 0,
  maxFrameBytes: 268_435_455,
});

/**
 * SMPP: a length of the whole PDU, then the rest of its header and its body.
 *
 * Delivered: all of it. Limit: millrace's own.
 * Source: SMPP 3.4, 3.2, "SMPP PDU Layout", command_length.
 */
export const smpp: LengthFieldFraming = /* @__PURE__ */ lengthField({ adjustment: -4, strip: 0 });

/**
 * What an NSQ daemon sends: a size, a frame type of 4 bytes, the data.
 *
 * Delivered: type and data. Limit: millrace's own. Signed.
 * Not covered: what clients send are lines, some with a body behind them.
 * Source: NSQ documentation, "TCP Protocol Spec", "Data Format".
 */
export const nsq: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, { signed: true });

/**
 * Pulsar: totalSize, then the size of a command, the command and what belongs to it.
 *
 * Delivered: what follows totalSize. Limit: a message of 5 MiB and 10 KiB for what goes with it, as in
 * the broker.
 * Source: Apache Pulsar documentation, "Pulsar binary protocol specification", "Framing".
 */
export const pulsar: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, {
  maxFrameBytes: 5_253_120,
});
