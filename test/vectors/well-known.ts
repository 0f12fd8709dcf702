import {
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthField,
  lengthPrefixed,
  stages,
  varint,
} from "../../src/codec.js";
import { hex } from "../support/wire.js";
import { type Vector, incomplete, malformed } from "./vector.js";

/** MQTT 3.1.1, 2.2: type and flags, then a Remaining Length of at most four bytes. */
const mqtt = varint({ offset: 1, maxBytes: 4, strip: 0 });
const MQTT_CONNECT = hex("10 10 0004 4d515454 04 02 003c 0004 74657374");
const MQTT_LARGE = [hex("30 8402"), 0, 3, "a/b", "x".repeat(255)] as const;

/** RFC 5424, carried as RFC 6587, 3.4.1 says. */
const SYSLOG = "<34>1 2003-10-11T22:14:15.003Z mymachine su - ID47 - 'su root' failed";

/** HL7 2.x, Minimal Lower Layer Protocol: VT, a message of segments that end in CR, FS, CR. */
const HL7 = ["\x0bMSH|^~\\&|A|B|C|D|20240101||ADT^A01|1|P|2.5\rPID|1||7\r"] as const;

const LSP_REQUEST = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}';
const DAP_REQUEST = '{"seq":153,"type":"request","command":"next","arguments":{"threadId":3}}';

/** PostgreSQL 55.7; the answer to an SSLRequest is one byte (55.2.10). */
const postgres = lengthField({ offset: 1, size: 4, adjustment: -4, strip: 0 });
const POSTGRES_READY = hex("5a 00000005 49");

/** AMQP 0-9-1, 2.3.5; a client begins with a protocol header of eight bytes (4.2.2). */
const amqp = lengthField({ offset: 3, size: 4, adjustment: 1, strip: 0, trailer: hex("ce") });
const AMQP_TUNE_OK = hex("01 0000 0000000c 000a001f 0800 00020000 000a");

const varints: readonly Vector[] = [
  {
    name: "MQTT: CONNECT, a PUBLISH of 260 bytes, PINGREQ",
    framing: mqtt,
    stream: [MQTT_CONNECT, ...MQTT_LARGE, hex("c0 00")],
    frames: [[MQTT_CONNECT], MQTT_LARGE, [hex("c0 00")]],
  },
  {
    name: "MQTT: a Remaining Length that goes on in its fourth byte",
    framing: mqtt,
    stream: [hex("c0 00"), hex("30 ffff7f"), "never"],
    frames: [[hex("c0 00")]],
    failure: incomplete(2, 9, 2_097_151 - 5),
  },
  {
    name: "MQTT: the largest Remaining Length and one more byte of it",
    framing: mqtt,
    stream: [hex("c0 00"), hex("30 80808080")],
    frames: [[hex("c0 00")]],
    failure: malformed(2),
  },
  {
    name: "Minecraft: handshake to localhost:25565 and a status request",
    framing: varint({ maxBytes: 3 }),
    stream: [hex("10 00 fb05 09"), "localhost", hex("63dd 01"), hex("01 00")],
    frames: [[hex("00 fb05 09"), "localhost", hex("63dd 01")], [hex("00")]],
  },
  {
    name: "protobuf, delimited: field 1 = 150, an empty message, field 2 = testing",
    framing: varint({ maxBytes: 10 }),
    stream: [hex("03 089601"), 0, hex("09 1207 74657374696e67")],
    frames: [[hex("089601")], [], [hex("1207 74657374696e67")]],
  },
];

const texts: readonly Vector[] = [
  {
    name: "syslog over TCP, octet counting (RFC 6587)",
    framing: decimal({ separator: " " }),
    stream: [`${SYSLOG.length} ${SYSLOG}`, "6 <0>1 -"],
    frames: [[SYSLOG], ["<0>1 -"]],
  },
  {
    name: "netstrings: hello world and the empty string",
    framing: decimal({ separator: ":", trailer: "," }),
    stream: [hex("31 32 3a 68 65 6c 6c 6f 20 77 6f 72 6c 64 21 2c"), "0:,"],
    frames: [["hello world!"], []],
  },
  {
    name: "Language Server Protocol: initialize",
    framing: headerBlock(),
    stream: [
      `Content-Length: ${LSP_REQUEST.length}\r\n`,
      "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
      LSP_REQUEST,
    ],
    frames: [[LSP_REQUEST]],
  },
  {
    name: "Debug Adapter Protocol: next, and the end inside another request",
    framing: headerBlock(),
    stream: [`Content-Length: ${DAP_REQUEST.length}\r\n\r\n${DAP_REQUEST}`, "Content-Le"],
    frames: [[DAP_REQUEST]],
    failure: incomplete(22 + DAP_REQUEST.length, 10),
  },
  {
    name: "HL7 over MLLP: messages end in FS CR, segments in CR",
    framing: delimited("\x1c\r"),
    stream: [...HL7, "\x1c\r", ...HL7, "\x1c\r"],
    frames: [HL7, HL7],
  },
];

const switches: readonly Vector[] = [
  {
    name: "PostgreSQL: the answer to an SSLRequest is N, then come messages",
    framing: stages([{ framing: fixed(1), frames: 1 }, { framing: postgres }]),
    stream: ["N", hex("52 00000008 00000000"), POSTGRES_READY],
    frames: [["N"], [hex("52 00000008 00000000")], [POSTGRES_READY]],
  },
  {
    name: "AMQP 0-9-1: a protocol header of eight bytes, then frames that end in 0xCE",
    framing: stages([{ skip: hex("414d5150 00000901") }, { framing: amqp }]),
    stream: ["AMQP", 0, 0, 9, 1, AMQP_TUNE_OK, 0xce, hex("08 0000 00000000 ce")],
    frames: [[AMQP_TUNE_OK], [hex("08 0000 00000000")]],
  },
  {
    name: "AMQP 0-9-1: the end inside the protocol header",
    framing: stages([{ skip: 8 }, { framing: amqp }]),
    stream: ["AMQP", 0],
    frames: [],
    failure: incomplete(0, 5, 3),
  },
  {
    name: "BitTorrent: a handshake of 68 bytes, a keep-alive, unchoke",
    framing: stages([{ framing: fixed(68), frames: 1 }, { framing: lengthPrefixed(4) }]),
    stream: [
      19,
      "BitTorrent protocol",
      new Uint8Array(8),
      "i".repeat(40),
      hex("00000000 00000001 01"),
    ],
    frames: [[19, "BitTorrent protocol", new Uint8Array(8), "i".repeat(40)], [], [1]],
  },
];

export const wellKnown: readonly Vector[] = [...varints, ...texts, ...switches];
