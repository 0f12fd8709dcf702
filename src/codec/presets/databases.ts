import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";
import { fixed } from "../framing/fixed.js";
import { type StagesFraming, stages } from "../framing/stages.js";

/**
 * PostgreSQL once started, both ways: a type, a length that counts itself, the message.
 *
 * Delivered: all of it. Limit: millrace's own; a server takes up to 1 GiB.
 * Source: PostgreSQL documentation, "Frontend/Backend Protocol", "Message Formats".
 */
export const postgres: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 1,
  adjustment: -4,
  strip: 0,
});

/**
 * What a PostgreSQL client sends from its first byte: one message without a type, then typed ones.
 *
 * Delivered: all of it. Limit: 10,000 bytes for the first one, as in the server.
 * Not covered: after an SSLRequest or GSSENCRequest the first message comes again; `switchTo`.
 * Source: PostgreSQL documentation, "Frontend/Backend Protocol", "Start-up"; MAX_STARTUP_PACKET_LENGTH.
 */
export const postgresStartup: StagesFraming = /* @__PURE__ */ stages([
  { framing: /* @__PURE__ */ lengthField({ adjustment: -4, strip: 0, maxFrameBytes: 10_000 }) },
  { framing: postgres },
]);

/**
 * What a PostgreSQL server answers to an SSLRequest: one bare byte, `S` or `N`, then typed messages.
 *
 * Delivered: all of it. Limit: as `postgres`.
 * Not covered: after `S` the stream is TLS.
 * Source: PostgreSQL documentation, "Frontend/Backend Protocol", "SSL Session Encryption".
 */
export const postgresSslAnswer: StagesFraming = /* @__PURE__ */ stages([
  { framing: /* @__PURE__ */ fixed(1) },
  { framing: postgres },
]);

/**
 * MySQL and MariaDB packets: 3 bytes of length, a sequence number it does not count, the payload.
 *
 * Delivered: all of it. Limit: what 3 bytes can say.
 * Not covered: a payload of 16 MiB - 1 goes on in the next packet, and compression has its own header.
 * Source: MySQL Source Code Documentation, "MySQL Packets", Protocol::Packet.
 */
export const mysql: LengthFieldFraming = /* @__PURE__ */ lengthField({
  size: 3,
  endian: "little",
  adjustment: 1,
  strip: 0,
  maxFrameBytes: 16_777_216,
});

/**
 * MongoDB messages: a length that counts itself, three more integers, the body.
 *
 * Delivered: all of it. Limit: maxMessageSizeBytes, 48,000,000 with the length. Signed.
 * Source: MongoDB manual, "MongoDB Wire Protocol", "Standard Message Header"; `hello`.
 */
export const mongodb: LengthFieldFraming = /* @__PURE__ */ lengthField({
  endian: "little",
  adjustment: -4,
  strip: 0,
  signed: true,
  maxFrameBytes: 47_999_996,
});

/**
 * Cassandra's native protocol v3 and v4: nine bytes of header, the last four the length of the body.
 *
 * Delivered: all of it. Limit: 256 MB, as the specification has it. Signed.
 * Not covered: v5 has checksummed frames of another kind behind STARTUP.
 * Source: CQL BINARY PROTOCOL v4, section 2, "Frame header".
 */
export const cassandra: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 5,
  strip: 0,
  signed: true,
  maxFrameBytes: 268_435_456,
});

/**
 * TDS packets, of SQL Server: type, status, a length of the packet with its header of 8 bytes.
 *
 * Delivered: all of it. Limit: 32,767 bytes, the largest packet that can be negotiated.
 * Not covered: messages of several packets, the last of which has the end-of-message status.
 * Source: [MS-TDS] 2.2.3.1, "Packet Header".
 */
export const tds: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  adjustment: -4,
  strip: 0,
  maxFrameBytes: 32_763,
});

/**
 * Memcached's binary protocol: 24 bytes of header with the length of the body at the ninth.
 *
 * Delivered: all of it. Limit: millrace's own.
 * Source: Memcached wiki, "BinaryProtocolRevamped", "Packet Structure".
 */
export const memcachedBinary: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 8,
  adjustment: 12,
  strip: 0,
});

/**
 * ZooKeeper: a length, then one request or answer.
 *
 * Delivered: what follows the length. Limit: jute.maxbuffer, 0xfffff by default. Signed.
 * Not covered: the commands of four letters, which are bare.
 * Source: ZooKeeper Administrator's Guide, "jute.maxbuffer"; org.apache.jute over NIOServerCnxn.
 */
export const zookeeper: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, {
  signed: true,
  maxFrameBytes: 0xf_ffff,
});

/**
 * Chunks of Bolt, of Neo4j: a message is the chunks up to an empty one.
 *
 * Delivered: one chunk without its length; the empty ones too. Limit: what 2 bytes can say.
 * Not covered: putting the chunks of a message together.
 * Source: Bolt Protocol documentation, "Message transfer encoding", "Chunking".
 */
export const bolt: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(2);

/**
 * What a Bolt client sends from its first byte: 20 bytes of handshake, then chunks.
 *
 * Delivered: chunks; the handshake is passed over. Decoding only: what it proposes is not known.
 * Source: Bolt Protocol documentation, "Bolt Protocol handshake specification".
 */
export const boltStartup: StagesFraming = /* @__PURE__ */ stages([{ skip: 20 }, { framing: bolt }]);
