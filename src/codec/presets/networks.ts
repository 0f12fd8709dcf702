import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";

/**
 * DNS over TCP or TLS: a length, then one message.
 *
 * Delivered: the message. Limit: what 2 bytes can say.
 * Source: RFC 1035, 4.2.2; RFC 7766, 8; RFC 7858, 3.3.
 */
export const dns: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(2);

/**
 * BGP: a marker of 16 bytes, a length of the whole message, type and body.
 *
 * Delivered: all of it. Limit: messages of 4,096 bytes.
 * Not covered: the marker is not checked; extended messages (RFC 8654) need 65,517.
 * Source: RFC 4271, 4.1, "Message Header Format".
 */
export const bgp: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 16,
  size: 2,
  adjustment: -18,
  strip: 0,
  maxFrameBytes: 4_078,
});

/**
 * The BGP Monitoring Protocol: version, a length of the whole message, type and body.
 *
 * Delivered: all of it. Limit: millrace's own.
 * Source: RFC 7854, 4.1, "Common Header".
 */
export const bmp: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 1,
  adjustment: -5,
  strip: 0,
});

/**
 * Diameter: version, a length of the whole message in 3 bytes, the rest of the header, AVPs.
 *
 * Delivered: all of it. Limit: what 3 bytes can say.
 * Source: RFC 6733, 3, "Diameter Header".
 */
export const diameter: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 1,
  size: 3,
  adjustment: -4,
  strip: 0,
  maxFrameBytes: 16_777_211,
});

/**
 * RADIUS over TCP or TLS: code, identifier, a length of the whole packet, attributes.
 *
 * Delivered: all of it. Limit: packets of 4,096 bytes.
 * Source: RFC 2865, 3, "Packet Format"; RFC 6613, 2.1.
 */
export const radius: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  adjustment: -4,
  strip: 0,
  maxFrameBytes: 4_092,
});

/**
 * OpenFlow: version, type, a length of the whole message, transaction, body.
 *
 * Delivered: all of it. Limit: what 2 bytes can say.
 * Source: OpenFlow Switch Specification 1.3, 7.1, "OpenFlow Header".
 */
export const openflow: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  adjustment: -4,
  strip: 0,
});

/**
 * The Path Computation Element Protocol: version, type, a length of the whole message, objects.
 *
 * Delivered: all of it. Limit: what 2 bytes can say.
 * Source: RFC 5440, 6.1, "Common Header".
 */
export const pcep: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  adjustment: -4,
  strip: 0,
});

/**
 * STUN, and TURN's messages, over TCP or TLS: type, a length that leaves out the header of 20 bytes.
 *
 * Delivered: all of it. Limit: what 2 bytes can say.
 * Not covered: TURN's ChannelData, which pads; STUN beside another protocol on one connection.
 * Source: RFC 8489, 5 and 6.2.2.
 */
export const stun: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  adjustment: 16,
  strip: 0,
});

/**
 * RTP and RTCP packets over a connection: a length, then one packet.
 *
 * Delivered: the packet; an empty one is the null packet. Limit: what 2 bytes can say.
 * Source: RFC 4571, 2, "The Framing Method".
 */
export const rtp: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(2);

/**
 * TPKT, below RDP, H.323 and S7: version 3, a zero, a length of the whole packet, a TPDU.
 *
 * Delivered: the TPDU. Limit: what 2 bytes can say.
 * Not covered: the version is not checked; fast-path output of RDP has a header of its own.
 * Source: RFC 1006, 6; ITU-T T.123, 8.
 */
export const tpkt: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  adjustment: -4,
  prefix: /* @__PURE__ */ Uint8Array.of(3, 0),
});
