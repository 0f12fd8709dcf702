import { type FixedFraming, fixed } from "../framing/fixed.js";
import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";
import { type StagesFraming, stages } from "../framing/stages.js";
import { type VarintFraming, varint } from "../framing/varint.js";

/**
 * Messages between peers of BitTorrent: a length, a type, the payload; an empty one keeps alive.
 *
 * Delivered: what follows the length, the empty ones too. Limit: millrace's own.
 * Source: BEP 3, "The BitTorrent Protocol Specification", "peer messages".
 */
export const bittorrent: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4);

/**
 * What a peer of BitTorrent sends from its first byte: 68 bytes of handshake, then messages.
 *
 * Delivered: messages; the handshake is passed over. Decoding only: what it names is not known.
 * Source: BEP 3, "The BitTorrent Protocol Specification", "peer protocol".
 */
export const bittorrentStartup: StagesFraming = /* @__PURE__ */ stages([
  { skip: 68 },
  { framing: bittorrent },
]);

/**
 * Bitcoin: a magic number, a command of 12 bytes, a length, a checksum it does not count, the payload.
 *
 * Delivered: all of it. Limit: a payload of 4,000,000 bytes, MAX_PROTOCOL_MESSAGE_LENGTH.
 * Not covered: the checksum is not checked; the encrypted transport (BIP 324).
 * Source: Bitcoin developer reference, "P2P Network", "Message Headers".
 */
export const bitcoin: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 16,
  endian: "little",
  adjustment: 4,
  strip: 0,
  maxFrameBytes: 4_000_004,
});

/**
 * 9P2000, of Plan 9: a size that counts itself, type, tag, the message.
 *
 * Delivered: all of it. Limit: millrace's own until msize is negotiated.
 * Source: Plan 9 manual, intro(5).
 */
export const nineP: LengthFieldFraming = /* @__PURE__ */ lengthField({
  endian: "little",
  adjustment: -4,
  strip: 0,
});

/**
 * Requests to a network block device of 28 bytes each, as long as none of them writes.
 *
 * Delivered: all of it.
 * Not covered: NBD_CMD_WRITE, which has its data behind it; extended headers.
 * Source: NBD project, "The NBD protocol", "Request message".
 */
export const nbdRequests: FixedFraming = /* @__PURE__ */ fixed(28);

/**
 * Minecraft (Java): a length in a varint of 1 to 3 bytes, then one packet.
 *
 * Delivered: the packet. Limit: what 3 bytes can say.
 * Not covered: compression has a second length inside; the ping of old clients, which starts with FE.
 * Source: Minecraft Wiki, "Java Edition protocol", "Packet format".
 */
export const minecraft: VarintFraming = /* @__PURE__ */ varint({
  maxBytes: 3,
  maxFrameBytes: 2_097_151,
});

/**
 * RCON of Source servers, and of Minecraft: a size, an id, a type, the body and two NULs.
 *
 * Delivered: what follows the size. Limit: 4,096 bytes. Signed.
 * Source: Valve Developer Community, "Source RCON Protocol", "Basic Packet Structure".
 */
export const sourceRcon: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, {
  endian: "little",
  signed: true,
  maxFrameBytes: 4_096,
});
