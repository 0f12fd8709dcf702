import { expect, test } from "vitest";
import { FrameDecoder, type Framing, presets } from "../../src/codec.js";
import { hex, join, shown, wire } from "../support/wire.js";

const MARKER = new Uint8Array(16).fill(0xff);
const VERACK = hex("f9beb4d9 76657261636b000000000000");

/** The beginning of the largest frame that each takes, and of one that is a byte larger. */
const edges: readonly (readonly [keyof typeof presets, Uint8Array, Uint8Array])[] = [
  ["mongodb", hex("006cdc02"), hex("016cdc02")],
  ["cassandra", hex("04 00 0000 07 10000000"), hex("04 00 0000 07 10000001")],
  ["tds", hex("04 00 7fff"), hex("04 00 8000")],
  ["mysql", hex("ffffff"), hex("")],
  ["zookeeper", hex("000fffff"), hex("00100000")],
  ["kafka", hex("06400000"), hex("06400001")],
  ["pulsar", hex("00502800"), hex("00502801")],
  ["amqp", hex("03 0001 0001fff8"), hex("03 0001 0001fff9")],
  ["mqtt", hex("30 ffffff7f"), hex("")],
  ["thrift", hex("00fa0000"), hex("00fa0001")],
  ["grpc", hex("00 00400000"), hex("00 00400001")],
  ["libp2p", hex("80808002"), hex("81808002")],
  ["tls", hex("17 0303 4100"), hex("17 0303 4101")],
  ["tls12", hex("17 0303 4800"), hex("17 0303 4801")],
  ["ssh", hex("000088b4"), hex("000088b5")],
  ["http2", hex("004000"), hex("004001")],
  ["bgp", join([MARKER, hex("1000")]), join([MARKER, hex("1001")])],
  ["radius", hex("01 00 1000"), hex("01 00 1001")],
  ["diameter", hex("01 ffffff"), hex("")],
  ["modbus", hex("0001 0000 00fe"), hex("0001 0000 00ff")],
  ["iec104", hex("68 fd"), hex("68 fe")],
  ["bitcoin", join([VERACK, hex("00093d00")]), join([VERACK, hex("01093d00")])],
  ["minecraft", hex("ffff7f"), hex("")],
  ["sourceRcon", hex("00100000"), hex("01100000")],
  ["syslog", wire("65536 "), wire("65537 ")],
  ["proxyV1", wire("x".repeat(105), "\r\n"), wire("x".repeat(106))],
  ["smtp", wire("x".repeat(12_286), "\r\n"), wire("x".repeat(12_287))],
];

function errorCode(framing: Framing, bytes: Uint8Array): string | undefined {
  const decoder = new FrameDecoder(framing);
  const code = decoder.push(bytes).error?.code;
  decoder.dispose();
  return code;
}

for (const [name, largest, larger] of edges) {
  test(`${name} takes frames up to its protocol's limit, and no larger ones`, () => {
    expect(errorCode(presets[name], largest), shown(largest)).toBeUndefined();
    // Where the field can say no more there is nothing larger.
    const code = larger.length === 0 ? undefined : "oversize";
    expect(errorCode(presets[name], larger), shown(larger)).toBe(code);
  });
}
