import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

export const rpc: PresetVectors = {
  thrift: within(
    4,
    0,
    "thrift 0.24: TFramedTransport under TBinaryProtocol, a call of ping() and its reply",
    hex("00000011 80010001 00000004 70696e67 00000001 00"),
    hex("00000011 80010002 00000004 70696e67 00000001 00"),
  ),
  grpc: whole(
    "protobuf: HelloRequest { name: 'world' }, and an empty message",
    hex("00 00000007 0a 05 776f726c64"),
    hex("00 00000000"),
  ),
  protobufDelimited: within(
    1,
    0,
    "protobuf: HelloRequest { name: 'world' }, and an empty message",
    hex("07 0a 05 776f726c64"),
    hex("00"),
  ),
  libp2p: within(
    1,
    0,
    "multistream-select: its own name, and 'not available'",
    [hex("13"), "/multistream/1.0.0\n"],
    [hex("03"), "na\n"],
  ),
  someip: whole(
    "SOME/IP: the magic cookies of client and server",
    hex("ffff0000 00000008 deadbeef 01 01 01 00"),
    hex("ffff8000 00000008 deadbeef 01 01 02 00"),
  ),
  dockerAttach: whole(
    "Docker: a line of stdout, a line of stderr",
    [hex("01 000000 00000006"), "hello\n"],
    [hex("02 000000 00000004"), "oh!\n"],
  ),
  rsocket: within(
    3,
    0,
    "RSocket: KEEPALIVE that wants an answer, CANCEL of stream 1",
    hex("00000e 00000000 0c80 0000000000000000"),
    hex("000006 00000001 2400"),
  ),
};
