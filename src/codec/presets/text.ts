import { type DecimalFraming, decimal } from "../framing/decimal.js";
import { type DelimiterFraming, delimited, lines } from "../framing/delimiter.js";
import { type HeaderBlockFraming, headerBlock } from "../framing/header-block.js";

/**
 * A JSON text a line.
 *
 * Delivered: the line without its ending. Limit: millrace's own for lines, 64 KiB.
 * Source: ndjson.org, "NDJSON - Newline delimited JSON", 3.1; jsonlines.org.
 */
export const ndjson: DelimiterFraming = /* @__PURE__ */ lines();

/**
 * Commands to Redis as a person types them, a line each.
 *
 * Delivered: the line without its ending. Limit: 64 KiB, PROTO_INLINE_MAX_SIZE.
 * Not covered: RESP, whose values are nested.
 * Source: Redis documentation, "Redis serialization protocol specification", "Inline commands".
 */
export const redisInline: DelimiterFraming = /* @__PURE__ */ lines();

/**
 * Syslog over TCP or TLS with octet counting: digits, a space, the message.
 *
 * Delivered: the message. Limit: 64 KiB; receivers should take 8,192 bytes.
 * Source: RFC 6587, 3.4.1; RFC 5425, 4.3.
 */
export const syslog: DecimalFraming = /* @__PURE__ */ decimal({
  separator: " ",
  maxFrameBytes: 65_536,
});

/**
 * Syslog over TCP with a line feed behind each message, which none has inside.
 *
 * Delivered: the message. Limit: millrace's own for lines, 64 KiB.
 * Source: RFC 6587, 3.4.2, "Non-Transparent-Framing".
 */
export const syslogLines: DelimiterFraming = /* @__PURE__ */ lines();

/**
 * Netstrings: digits, a colon, the bytes and a comma, which is checked.
 *
 * Delivered: the bytes. Limit: millrace's own.
 * Source: D. J. Bernstein, "Netstrings", 1997.
 */
export const netstring: DecimalFraming = /* @__PURE__ */ decimal({ separator: ":", trailer: "," });

/**
 * GELF over TCP, of Graylog: a JSON text and a NUL.
 *
 * Delivered: the text. Limit: 2 MiB, as in Graylog's input.
 * Source: Graylog documentation, "GELF", "GELF via TCP".
 */
export const gelf: DelimiterFraming = /* @__PURE__ */ delimited(0, { maxFrameBytes: 2_097_152 });

/**
 * An XML text and a NUL, as Flash's XMLSocket and those who followed it have it.
 *
 * Delivered: the text. Limit: millrace's own for delimited frames, 64 KiB.
 * Source: ActionScript 3.0 Reference, "XMLSocket".
 */
export const xmlSocket: DelimiterFraming = /* @__PURE__ */ delimited(0);

/**
 * Commands and replies of SMTP, a line each.
 *
 * Delivered: the line without CR LF. Limit: 12,288 bytes with CR LF, the longest line of AUTH.
 * Not covered: the mail behind DATA, see `smtpData`.
 * Source: RFC 5321, 2.3.8 and 4.5.3.1; RFC 4954, 4.
 */
export const smtp: DelimiterFraming = /* @__PURE__ */ delimited("\r\n", { maxFrameBytes: 12_286 });

/**
 * The mail behind DATA in SMTP, up to a line that is a dot: `switchTo` it, and back.
 *
 * Delivered: the mail without the CR LF of its last line. Limit: millrace's own, 8 MiB.
 * Not covered: dots at the beginning of a line stay doubled; an empty mail, whose CR LF is DATA's own.
 * Source: RFC 5321, 4.1.1.4 and 4.5.2.
 */
export const smtpData: DelimiterFraming = /* @__PURE__ */ delimited("\r\n.\r\n", {
  maxFrameBytes: 8_388_608,
});

/**
 * Commands and responses of IMAP, a line each.
 *
 * Delivered: the line without CR LF. Limit: 64 KiB; servers should take 8,192 bytes.
 * Not covered: literals, whose length the line before them ends with.
 * Source: RFC 9051, 2.2; RFC 7162, 4.
 */
export const imap: DelimiterFraming = /* @__PURE__ */ delimited("\r\n");

/**
 * Commands and responses of POP3, a line each; lines of a mail as well.
 *
 * Delivered: the line without CR LF. Limit: millrace's own for delimited frames, 64 KiB.
 * Not covered: a response of several lines, up to one that is a dot.
 * Source: RFC 1939, 3; RFC 2449, 4.
 */
export const pop3: DelimiterFraming = /* @__PURE__ */ delimited("\r\n");

/**
 * The Language Server Protocol: header lines with a Content-Length, an empty line, JSON.
 *
 * Delivered: the JSON. Limit: millrace's own, 8 KiB for the header lines.
 * Source: Language Server Protocol 3.17, "Base Protocol", "Header Part".
 */
export const lsp: HeaderBlockFraming = /* @__PURE__ */ headerBlock();

/**
 * The Debug Adapter Protocol: as `lsp`.
 *
 * Delivered: the JSON. Limit: as `lsp`.
 * Source: Debug Adapter Protocol, "Overview", "Base Protocol".
 */
export const dap: HeaderBlockFraming = /* @__PURE__ */ headerBlock();

/**
 * HL7's Minimal Lower Layer Protocol: a vertical tab, the message, 1C and 0D.
 *
 * Delivered: the vertical tab and the message. Limit: millrace's own, 8 MiB.
 * Source: HL7, "Transport Specification: MLLP, Release 1", 2.
 */
export const mllp: DelimiterFraming = /* @__PURE__ */ delimited(
  /* @__PURE__ */ Uint8Array.of(0x1c, 0x0d),
  { maxFrameBytes: 8_388_608 },
);
