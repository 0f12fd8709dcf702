import { type LengthFieldFraming, lengthField, lengthPrefixed } from "../framing/length-field.js";

/**
 * Modbus/TCP: transaction, protocol, a length of what follows it, unit and function.
 *
 * Delivered: all of it. Limit: an ADU of 260 bytes.
 * Source: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3, "MBAP Header".
 */
export const modbus: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 4,
  size: 2,
  strip: 0,
  maxFrameBytes: 254,
});

/**
 * IEC 60870-5-104, telecontrol: 68, a length of what follows it, control fields, the ASDU.
 *
 * Delivered: all of it. Limit: an APDU of 253 bytes behind the length.
 * Not covered: the start byte is not checked.
 * Source: IEC 60870-5-104, 5, "Definition of Application Protocol Control Information".
 */
export const iec104: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 1,
  size: 1,
  strip: 0,
  maxFrameBytes: 253,
});

/**
 * OPC UA over TCP: a type of 3 bytes, a kind of chunk, a size of the whole chunk, its body.
 *
 * Delivered: all of it. Limit: millrace's own until buffers are negotiated.
 * Not covered: putting the chunks of a message together.
 * Source: OPC 10000-6, 7.1.2.2, "Message Header".
 */
export const opcua: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 4,
  endian: "little",
  adjustment: -8,
  strip: 0,
});

/**
 * EtherNet/IP: a command, a length that leaves out the header of 24 bytes, the rest of it, data.
 *
 * Delivered: all of it. Limit: what 2 bytes can say.
 * Source: ODVA, "The CIP Networks Library", volume 2, 2-3.1, "Encapsulation Packet Structure".
 */
export const ethernetIp: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 2,
  size: 2,
  endian: "little",
  adjustment: 20,
  strip: 0,
});

/**
 * Diagnostics over IP, of vehicles: version, its inverse, type, a length of what follows it.
 *
 * Delivered: all of it. Limit: millrace's own.
 * Source: ISO 13400-2, "DoIP generic header".
 */
export const doip: LengthFieldFraming = /* @__PURE__ */ lengthField({ offset: 4, strip: 0 });

/**
 * HSMS, of semiconductor equipment: a length, ten bytes of header, SECS-II text.
 *
 * Delivered: what follows the length. Limit: millrace's own.
 * Source: SEMI E37, "Message Format".
 */
export const hsms: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(4);

/**
 * DICOM's upper layer: a type, a zero, a length of what follows it, the PDU.
 *
 * Delivered: all of it. Limit: millrace's own until PDU lengths are negotiated.
 * Source: DICOM PS3.8, 9.3, "DICOM Upper Layer Protocol for TCP/IP Data Units Structure".
 */
export const dicom: LengthFieldFraming = /* @__PURE__ */ lengthField({ offset: 2, strip: 0 });

/**
 * SoupBinTCP, below ITCH and OUCH of exchanges: a length, a type, the payload.
 *
 * Delivered: type and payload. Limit: what 2 bytes can say.
 * Source: Nasdaq, "SoupBinTCP", 2, "Packet Types".
 */
export const soupBinTcp: LengthFieldFraming = /* @__PURE__ */ lengthPrefixed(2);

/**
 * Zabbix agents and servers: ZBXD, flags, a length, four more bytes, the data.
 *
 * Delivered: all of it. Limit: millrace's own; Zabbix takes 1 GB.
 * Not covered: large packets (flag 4), whose fields have 8 bytes.
 * Source: Zabbix documentation, "Protocols", "Header".
 */
export const zabbix: LengthFieldFraming = /* @__PURE__ */ lengthField({
  offset: 5,
  endian: "little",
  adjustment: 4,
  strip: 0,
});
