import { type Endian, lengthField, lines } from "../../src/codec.js";
import { field, hex } from "../support/wire.js";
import { type Vector, incomplete, malformed } from "./vector.js";

/** PostgreSQL 55.7: a type byte, then an Int32 length that counts itself. */
const postgres = lengthField({ offset: 1, size: 4, adjustment: -4, strip: 0 });
const READY = hex("5a 00000005 49");
const AUTHENTICATION_OK = hex("52 00000008 00000000");

/** MySQL internals, protocol::Packet: 3 bytes little endian, then a sequence number not counted. */
const mysql = lengthField({ size: 3, endian: "little", adjustment: 1 });

/** AMQP 0-9-1, 2.3.5: type, channel, long size of the payload, payload, frame-end 0xCE. */
const amqp = lengthField({ offset: 3, size: 4, adjustment: 1, strip: 0, trailer: hex("ce") });

/** BGP-4 (RFC 4271, 4.1): all ones in front of the length of the whole message. */
const MARKER = new Uint8Array(16).fill(0xff);

const wellKnown: readonly Vector[] = [
  {
    name: "PostgreSQL: AuthenticationOk and ReadyForQuery",
    framing: postgres,
    stream: [AUTHENTICATION_OK, READY],
    frames: [[AUTHENTICATION_OK], [READY]],
  },
  {
    name: "PostgreSQL: a length that does not even count itself",
    framing: postgres,
    stream: [READY, hex("51 00000003 41")],
    frames: [[READY]],
    failure: malformed(6, -1),
  },
  {
    name: "MySQL: COM_PING and an OK packet, the sequence number delivered",
    framing: mysql,
    stream: [hex("010000 00 0e"), hex("070000 01 00000002000000")],
    frames: [[hex("00 0e")], [hex("01 00000002000000")]],
  },
  {
    name: "AMQP 0-9-1: heartbeat and a method frame, without their end octet",
    framing: amqp,
    stream: [hex("08 0000 00000000 ce"), hex("01 0001 00000005 0014000b00 ce")],
    frames: [[hex("08 0000 00000000")], [hex("01 0001 00000005 0014000b00")]],
  },
  {
    name: "AMQP 0-9-1: a frame that does not end in 0xCE",
    framing: amqp,
    stream: [hex("08 0000 00000000 00")],
    frames: [],
    failure: malformed(0, 1),
  },
  {
    name: "Kafka: a request size of 4 bytes, signed",
    framing: lengthField({ size: 4, signed: true }),
    stream: [hex("0000000a 0012 0003 00000007 ffff"), hex("ffffffff")],
    frames: [[hex("0012 0003 00000007 ffff")]],
    failure: malformed(14, -1),
  },
  {
    name: "Modbus/TCP: length at offset 4, transaction and protocol kept",
    framing: lengthField({ offset: 4, size: 2, strip: 0 }),
    stream: [hex("0001 0000 0006 11 03 006b 0003")],
    frames: [[hex("0001 0000 0006 11 03 006b 0003")]],
  },
  {
    name: "RTSP interleaved: a dollar, a channel, 2 bytes of length",
    framing: lengthField({ offset: 2, size: 2, strip: 0 }),
    stream: ["$", 0, 0, 3, "rtp", "$", 1, 0, 0],
    frames: [
      ["$", 0, 0, 3, "rtp"],
      ["$", 1, 0, 0],
    ],
  },
  {
    name: "BGP: KEEPALIVE, then the end inside a message",
    framing: lengthField({ offset: 16, size: 2, adjustment: -18, strip: 18 }),
    stream: [MARKER, 0, 19, 4, MARKER, 0, 19],
    frames: [[4]],
    failure: incomplete(19, 18, 1),
  },
  {
    name: "Redis inline commands: lines with CR LF",
    framing: lines(),
    stream: ["PING\r\nGET key\r\n"],
    frames: [["PING"], ["GET key"]],
  },
];

const OFFSETS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const ENDIANS: readonly Endian[] = ["big", "little"];

/** A u16 prefix behind 0 to 8 bytes, which the count leaves out or includes with the header. */
const prefixes: readonly Vector[] = OFFSETS.flatMap((offset) =>
  ENDIANS.flatMap((endian) =>
    [false, true].map((countsHeader): Vector => {
      const header = offset + 2;
      const extra = countsHeader ? header : 0;
      const front = "h".repeat(offset);
      const head = (bytes: number) => [front, field(bytes + extra, 2, endian)];
      const count = countsHeader ? "header counted" : "header not counted";
      return {
        name: `a u16 at offset ${offset}, ${endian} endian, ${count}`,
        framing: lengthField({ offset, size: 2, endian, adjustment: -extra, strip: 0 }),
        stream: [...head(5), "hello", ...head(0), ...head(2), "hi"],
        frames: [[...head(5), "hello"], head(0), [...head(2), "hi"]],
      };
    }),
  ),
);

export const protocols: readonly Vector[] = [...wellKnown, ...prefixes];
