import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

const AMQP = within(
  0,
  1,
  "amqplib 2.3: heartbeat, connection.open, connection.close-ok",
  hex("08 0000 00000000 ce"),
  hex("01 0000 00000008 000a0028 01 2f 00 00 ce"),
  hex("01 0000 00000004 000a0033 ce"),
);

const AMQP10 = whole(
  "rhea: open({ container_id: 'c' }), an empty frame, close",
  hex("00000017 02 00 0000 005310 d0 00000007 00000001 a1 01 63"),
  hex("00000008 02 00 0000"),
  hex("0000000c 02 00 0000 005318 45"),
);

export const messaging: PresetVectors = {
  kafka: within(
    4,
    0,
    "kafkajs 2.2: ApiVersions v0 and Metadata v0 of client 'me'",
    hex("0000000c 0012 0000 00000001 0002 6d65"),
    hex("00000013 0003 0000 00000002 0002 6d65 00000001 0001 74"),
  ),
  amqp: AMQP,
  amqpStartup: { ...AMQP, prelude: hex("414d5150 00 00 09 01") },
  amqp10: AMQP10,
  amqp10Startup: { ...AMQP10, prelude: hex("414d5150 00 01 00 00") },
  mqtt: whole(
    "mqtt-packet 9: connect, pingreq, publish of 2 and of 200 bytes",
    hex("10 0d 0004 4d515454 04 02 003c 0001 61"),
    hex("c0 00"),
    [hex("30 07 0003 612f62"), "hi"],
    [hex("30 cb01 0001 74"), "x".repeat(200)],
  ),
  smpp: whole(
    "smpp: bind_transceiver, enquire_link, unbind",
    hex("00000019 00000009 00000000 00000003 6100 6200 00 50 00 00 00"),
    hex("00000010 00000015 00000000 00000001"),
    hex("00000010 00000006 00000000 00000002"),
  ),
  nsq: within(
    4,
    0,
    "NSQ's TCP Protocol Spec: the responses OK and _heartbeat_",
    [hex("00000006 00000000"), "OK"],
    [hex("0000000f 00000000"), "_heartbeat_"],
  ),
  pulsar: within(
    4,
    0,
    "PulsarApi.proto: BaseCommand { type 18, ping 18 } and { type 19, pong 19 }",
    hex("00000009 00000005 08 12 9201 00"),
    hex("00000009 00000005 08 13 9a01 00"),
  ),
};
