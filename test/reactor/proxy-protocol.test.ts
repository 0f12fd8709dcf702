import { describe, expect, it } from "vitest";
import { type ProxyHeader, ProxyHeaderParser } from "../../src/reactor/proxy-protocol.js";
import { proxyVerdict } from "../support/proxy-oracle.js";
import { type Random, runSeed, underSeed } from "../support/random.js";

const SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
const latin = (text: string): Buffer => Buffer.from(text, "latin1");
const V4_BLOCK = "\xc0\0\x02\x01\xc6\x33\x64\x02\x1f\x90\0\x50";
const V6_BLOCK = `\x20\x01\x0d\xb8${"\0".repeat(11)}\x01${"\0".repeat(15)}\x01\0\x01\xff\xff`;
const UNIX_BLOCK = "/run/a".padEnd(108, "\0") + "/run/b".padEnd(108, "\0");

function v2(command: number, family: number, block: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt8(command, 0);
  head.writeUInt8(family, 1);
  head.writeUInt16BE(block.length, 2);
  return Buffer.concat([latin(SIGNATURE), head, latin(block)]);
}

/** Pushes the parts; the answer, with what was pushed behind it put to its rest. */
function parse(parts: readonly Uint8Array[]): ProxyHeader | undefined {
  const parser = new ProxyHeaderParser();
  for (const [i, part] of parts.entries()) {
    const answer = parser.push(part);
    if (answer === undefined) continue;
    if (answer.kind === "malformed") return answer;
    return { ...answer, rest: Buffer.concat([answer.rest, ...parts.slice(i + 1)]) };
  }
  return undefined;
}

const end = (address: string, port: number, family = "IPv4"): object => ({ address, family, port });

const HEADERS: readonly (readonly [name: string, bytes: Buffer, ends: object | undefined])[] = [
  [
    "v1 TCP4",
    latin("PROXY TCP4 192.0.2.1 198.51.100.2 8080 80\r\n"),
    { remote: end("192.0.2.1", 8080), local: end("198.51.100.2", 80) },
  ],
  [
    "v1 TCP6, in a long form",
    latin("PROXY TCP6 2001:DB8:0:0:0:0:0:1 ::1 0 65535\r\n"),
    { remote: end("2001:db8::1", 0, "IPv6"), local: end("::1", 65_535, "IPv6") },
  ],
  ["v1 UNKNOWN", latin("PROXY UNKNOWN\r\n"), undefined],
  ["v1 UNKNOWN of 107 bytes", latin(`PROXY UNKNOWN ${"f".repeat(91)}\r\n`), undefined],
  [
    "v2 IPv4",
    v2(0x21, 0x11, V4_BLOCK),
    { remote: end("192.0.2.1", 8080), local: end("198.51.100.2", 80) },
  ],
  [
    "v2 IPv6",
    v2(0x21, 0x21, V6_BLOCK),
    { remote: end("2001:db8::1", 1, "IPv6"), local: end("::1", 65_535, "IPv6") },
  ],
  [
    "v2 of a Unix socket",
    v2(0x21, 0x31, UNIX_BLOCK),
    { remote: end("/run/a", 0, "unix"), local: end("/run/b", 0, "unix") },
  ],
  [
    "v2 IPv4 with extras",
    v2(0x21, 0x11, `${V4_BLOCK}\x04\0\x03abc${"x".repeat(600)}`),
    { remote: end("192.0.2.1", 8080), local: end("198.51.100.2", 80) },
  ],
  ["v2 LOCAL", v2(0x20, 0x00, ""), undefined],
  ["v2 LOCAL with an address", v2(0x20, 0x11, V4_BLOCK), undefined],
  ["v2 of no family", v2(0x21, 0x00, "abc"), undefined],
  ["v2 of datagrams", v2(0x21, 0x12, V4_BLOCK), undefined],
];

const MALFORMED: readonly (readonly [name: string, bytes: Buffer])[] = [
  ["v1 without an end", latin(`PROXY TCP4 ${"1".repeat(96)}`)],
  ["v1 without a CR", latin("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n")],
  ["v1 of another family", latin("PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n")],
  ["v1 with a name", latin("PROXY TCP4 localhost 192.0.2.2 1 2\r\n")],
  ["v1 with the other family's address", latin("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n")],
  ["v1 with a large port", latin("PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n")],
  ["v1 with a padded port", latin("PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n")],
  ["v1 with too little", latin("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n")],
  ["v1 with too much", latin("PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n")],
  ["v1 with two spaces", latin("PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n")],
  ["v2 of version 1", v2(0x11, 0x11, V4_BLOCK)],
  ["v2 of another command", v2(0x22, 0x11, V4_BLOCK)],
  ["v2 of another family", v2(0x21, 0x41, V4_BLOCK)],
  ["v2 of another transport", v2(0x21, 0x13, V4_BLOCK)],
  ["v2 that is too short", v2(0x21, 0x11, V4_BLOCK.slice(1))],
];

const BEHIND = latin("PROXY behind\r\n\0\n");

describe("a PROXY header", () => {
  it.each(HEADERS)("is read, and no byte behind it, at every split: %s", (_, bytes, ends) => {
    const whole = Buffer.concat([bytes, BEHIND]);
    for (let at = 0; at <= whole.length; ++at) {
      const answer = parse([whole.subarray(0, at), whole.subarray(at)]);
      expect(answer).toEqual({ kind: "header", ends, rest: BEHIND });
    }
    const single = Array.from(whole, (byte) => Uint8Array.of(byte));
    expect(parse(single)).toEqual({ kind: "header", ends, rest: BEHIND });
  });

  it.each(MALFORMED)("is malformed at every split: %s", (_, bytes) => {
    for (let at = 0; at <= bytes.length; ++at) {
      const answer = parse([bytes.subarray(0, at), bytes.subarray(at)]);
      expect(answer?.kind).toBe("malformed");
    }
  });

  it.each(["GET / HTTP/1.1\r\n", "PROX", "PROXY", "PROXX ", "\r\n\r\n\0\r\nQUIT\r", "\0", "P\n"])(
    "is not there: %j",
    (text) => {
      const bytes = latin(`${text}!`);
      for (let at = 0; at <= bytes.length; ++at) {
        const answer = parse([bytes.subarray(0, at), bytes.subarray(at)]);
        expect(answer).toEqual({ kind: "none", rest: bytes });
      }
    },
  );

  it("of the largest size keeps 232 bytes", () => {
    const parser = new ProxyHeaderParser();
    const bytes = v2(0x21, 0x11, V4_BLOCK + "\xff".repeat(65_535 - 12));
    expect(parser.push(bytes.subarray(0, -1))).toBeUndefined();
    expect(parser.kept.length).toBe(232);
    expect(parser.push(bytes.subarray(-1))).toMatchObject({ kind: "header" });
  });
});

/** A header, or nearly one, and bytes behind it; sometimes cut off. */
function randomStream(random: Random): Buffer {
  const [, header] = random.pick(HEADERS);
  const [, wrong] = random.pick(MALFORMED);
  const bytes = Buffer.concat([
    random.oneIn(4) ? wrong : header,
    random.bytes(random.integer(0, 9)),
  ]);
  for (let i = random.integer(0, 2); i > 0; --i) {
    bytes[random.integer(0, Math.min(30, bytes.length - 1))] = random.integer(0, 255);
  }
  return random.oneIn(3) ? bytes.subarray(0, random.integer(0, bytes.length)) : bytes;
}

describe("any bytes", () => {
  it("are judged as by a slow reader, however they are cut", () => {
    underSeed(runSeed(), (random) => {
      for (let round = 0; round < 5_000; ++round) {
        const bytes = randomStream(random);
        const parts: Buffer[] = [];
        for (let at = 0; at < bytes.length;) {
          const next = Math.min(bytes.length, at + random.integer(1, random.pick([1, 20, 300])));
          parts.push(bytes.subarray(at, next));
          at = next;
        }
        const answer = parse(parts);
        const left = answer?.kind === "header" ? answer.rest.length : 0;
        const found = answer?.kind ?? "incomplete";
        const read =
          found === "header" ? { kind: found, bytes: bytes.length - left } : { kind: found };
        expect(read, bytes.toString("latin1")).toEqual(proxyVerdict(bytes));
      }
      expect(parse([HEADERS[0]?.[1] ?? Buffer.alloc(0)])?.kind).toBe("header");
    });
  });
});
