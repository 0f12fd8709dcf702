import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

/** Written by pg-protocol 1.16: `serialize.query("SELECT 1")`. */
const QUERY = hex("51 0000000d 53454c454354203100");
/** By the message formats: ReadyForQuery, idle. */
const READY = hex("5a 00000005 49");
const RESET = hex("0002 b00f");

export const databases: PresetVectors = {
  postgres: whole("pg-protocol 1.16: query; the formats: ReadyForQuery", QUERY, READY),
  postgresStartup: whole(
    "pg-protocol 1.16: startup({ user, database }), query",
    [hex("00000032 00030000"), "user\0me\0database\0db\0client_encoding\0UTF8\0\0"],
    QUERY,
    hex("53 00000004"),
  ),
  postgresSslAnswer: whole(
    "the formats: N, then AuthenticationOk and ReadyForQuery",
    "N",
    hex("52 00000008 00000000"),
    READY,
  ),
  mysql: whole(
    "MySQL internals manual: COM_PING, OK_Packet",
    hex("010000 00 0e"),
    hex("070000 01 00 00 00 0200 0000"),
  ),
  mongodb: whole(
    "bson: OP_MSG { ping: 1, $db: 'admin' } and { ok: 1 }",
    [
      hex("33000000 01000000 00000000 dd070000 00000000 00"),
      hex("1e000000 10 70696e6700 01000000 02 24646200 06000000 61646d696e00 00"),
    ],
    hex("22000000 02000000 01000000 dd070000 00000000 00 0d000000 10 6f6b00 01000000 00"),
  ),
  cassandra: whole(
    "cassandra-driver 4: options; the specification: READY",
    hex("04 00 0001 05 00000000"),
    hex("84 00 0001 02 00000000"),
    [hex("04 00 0000 01 00000016 0001 000b"), "CQL_VERSION", hex("0005"), "3.0.0"],
  ),
  tds: whole(
    "[MS-TDS] 4.1, Pre-Login Request; an Attention by 2.2.1.7",
    [
      hex("12 01 002f 0000 01 00"),
      hex("00 001a 0006 01 0020 0001 02 0021 0001 03 0022 0004 04 0026 0001 ff"),
      hex("090000000000 01 00 b80d0000 01"),
    ],
    hex("06 01 0008 0000 01 00"),
  ),
  memcachedBinary: whole(
    "BinaryProtocolRevamped: the examples of Get",
    [hex("80 00 0005 00 00 0000 00000005 00000000 0000000000000000"), "Hello"],
    [hex("81 00 0000 04 00 0000 00000009 00000000 0000000000000001 deadbeef"), "World"],
  ),
  zookeeper: within(
    4,
    0,
    "ZooKeeper's ConnectRequest, and its ping of xid -2 and type 11",
    [
      hex("0000002d 00000000 0000000000000000 00007530 0000000000000000"),
      hex("00000010 00000000000000000000000000000000 00"),
    ],
    hex("00000008 fffffffe 0000000b"),
  ),
  bolt: within(
    2,
    0,
    "Bolt: RESET and GOODBYE, a chunk each, ended by an empty one",
    RESET,
    hex("0000"),
    hex("0002 b002"),
    hex("0000"),
  ),
  boltStartup: {
    ...within(2, 0, "Bolt: a handshake that proposes 5.0 to 4.2, then RESET", RESET, hex("0000")),
    prelude: hex("6060b017 00000005 00000404 00000304 00000204"),
    isDecodeOnly: true,
  },
  redisInline: within(0, 1, "Redis documentation: inline commands", "PING\n", "EXISTS somekey\n"),
};
