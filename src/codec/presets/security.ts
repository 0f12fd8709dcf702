import { type DelimiterFraming, delimited } from "../framing/delimiter.js";
import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";
import { type StagesFraming, stages } from "../framing/stages.js";

/**
 * Records of TLS 1.3: type, version, length, the fragment.
 *
 * Delivered: all of it. Limit: 2^14 + 256 behind the length.
 * Source: RFC 8446, 5.1 and 5.2.
 */
export const tls: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 3,
  size: 2,
  strip: 0,
  maxFrameBytes: 16_640,
});

/**
 * Records of TLS 1.2 and before, which may be longer: type, version, length, the fragment.
 *
 * Delivered: all of it. Limit: 2^14 + 2048 behind the length.
 * Source: RFC 5246, 6.2.1 and 6.2.3.
 */
export const tls12: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 3,
  size: 2,
  strip: 0,
  maxFrameBytes: 18_432,
});

/**
 * SSH packets until keys are in use: a length, then padding length, payload and padding.
 *
 * Delivered: what follows the length. Limit: a packet of 35,000 bytes.
 * Not covered: packets under keys, whose length may be encrypted and does not count their MAC.
 * Source: RFC 4253, 6 and 6.1.
 */
export const ssh: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4, { maxFrameBytes: 34_996 });

/**
 * SSH from the first byte, either way: the line that says the version, then packets.
 *
 * Delivered: the line without CR LF, then as `ssh`. Limit: 255 bytes of a line with CR LF.
 * Not covered: other lines, which a server may send in front of it.
 * Source: RFC 4253, 4.2.
 */
export const sshStartup: StagesFraming = /* @__PURE__ */ stages([
  { framing: /* @__PURE__ */ delimited("\r\n", { maxFrameBytes: 253 }) },
  { framing: ssh },
]);

/**
 * The line in front of a proxied connection; `switchTo` what follows it.
 *
 * Delivered: the line without CR LF. Limit: 107 bytes with CR LF.
 * Source: The PROXY protocol, 2.1, "Human-readable header format (Version 1)".
 */
export const proxyV1: DelimiterFraming = /* @__PURE__ */ delimited("\r\n", { maxFrameBytes: 105 });

/**
 * The binary header in front of a proxied connection; `switchTo` what follows it.
 *
 * Delivered: all of it. Limit: what 2 bytes can say.
 * Not covered: its signature of 12 bytes is not checked.
 * Source: The PROXY protocol, 2.2, "Binary header format (version 2)".
 */
export const proxyV2: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 14,
  size: 2,
  strip: 0,
});

/**
 * Frames of HTTP/2: a length of 3 bytes, type, flags, stream, the payload.
 *
 * Delivered: all of it. Limit: a payload of 16,384 bytes until SETTINGS_MAX_FRAME_SIZE says more.
 * Source: RFC 9113, 4.1 and 4.2.
 */
export const http2: LengthFieldFraming = /* @__PURE__ */ lengthField({
  size: 3,
  adjustment: 6,
  strip: 0,
  maxFrameBytes: 16_390,
});

/**
 * What an HTTP/2 client sends from its first byte: the preface, then frames.
 *
 * Delivered: frames; the 24 bytes of the preface are passed over unread.
 * Source: RFC 9113, 3.4, "HTTP/2 Connection Preface".
 */
export const http2Startup: StagesFraming = /* @__PURE__ */ stages([
  { skip: /* @__PURE__ */ new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") },
  { framing: http2 },
]);

/**
 * The Extensible Provisioning Protocol of domain registries: a length that counts itself, XML.
 *
 * Delivered: the XML. Limit: millrace's own.
 * Source: RFC 5734, 4, "Data Unit Format".
 */
export const epp: LengthFieldFraming = /* @__PURE__ */ lengthField({ adjustment: -4 });

/**
 * SMB over TCP: a zero, a length of 3 bytes, the message.
 *
 * Delivered: the message. Limit: what 3 bytes can say.
 * Not covered: the zero is not checked; other types come on port 139 only.
 * Source: [MS-SMB2] 2.1, "Transport".
 */
export const smb: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 1,
  size: 3,
  prefix: /* @__PURE__ */ Uint8Array.of(0),
  maxFrameBytes: 16_777_215,
});
