import { describe, expect, test } from "vitest";
import { field, hex, join } from "../support/wire.js";
import { streamsOf, textsOf } from "./capture-streams.js";
import {
  CLIENT,
  enhanced,
  ethernet,
  ipv4,
  ipv6,
  pcap,
  section,
  SERVER,
  simple,
} from "./packets.js";

const ONE = ethernet(ipv4({ sequence: 0, payload: "grist" }));
const TWO = ethernet(ipv4({ sequence: 5, payload: " mill" }));
const WHOLE = { [CLIENT]: "grist mill" };

describe("a file is read", () => {
  test.each([
    ["of pcap, little-endian", pcap([ONE, TWO])],
    ["of pcap, big-endian", pcap([ONE, TWO], { endian: "big" })],
    ["of pcap with nanoseconds, little-endian", pcap([ONE, TWO], { isNano: true })],
    ["of pcap with nanoseconds, big-endian", pcap([ONE, TWO], { isNano: true, endian: "big" })],
    ["of pcapng, little-endian", join([section(), enhanced(ONE), enhanced(TWO)])],
    [
      "of pcapng, big-endian",
      join([section({ endian: "big" }), enhanced(ONE, "big"), enhanced(TWO, "big")]),
    ],
    ["of pcapng with simple packets", join([section(), simple(ONE), simple(TWO)])],
    [
      "of pcapng in sections of both byte orders",
      join([section(), enhanced(ONE), section({ endian: "big" }), enhanced(TWO, "big")]),
    ],
  ])("%s", async (_name, file) => {
    expect(await textsOf(file)).toEqual(WHOLE);
    expect((await streamsOf(file)).problem).toBeUndefined();
  });

  test("of pcapng whose simple packets were cut", async () => {
    const file = join([section({ snaplen: 57 }), simple(ONE, 57), simple(TWO, 57)]);
    expect(await textsOf(file)).toEqual({ [CLIENT]: "gri~~ mi~~" });
  });

  test("across windows, with a packet larger than one", async () => {
    const large = "x".repeat(60_000);
    const packets = Array.from({ length: 40 }, (_, i) =>
      ipv4({ sequence: 60_000 * i, payload: large }),
    );
    const strange = join([hex("ff"), new Uint8Array(3 * 1024 ** 2)]);
    const file = pcap([...packets, strange, ipv4({ sequence: 2_400_000, payload: "end" })], {
      link: 101,
    });
    const { streams, passedOver, problem } = await streamsOf(file);
    expect(streams.map(({ text }) => text.length)).toEqual([2_400_003]);
    expect(passedOver.other).toBe(1);
    expect(problem).toBeUndefined();
  });
});

describe("a packet is looked into", () => {
  const packet = ipv4({ payload: "grist" });

  test.each([
    ["of Ethernet with a VLAN tag", 1, ethernet(packet, "8100 0064")],
    ["of Ethernet with two tags", 1, ethernet(packet, "88a8 0001 8100 0064")],
    ["of Linux cooked capture", 113, join([hex("0000 0001 0006 020000000001 0000 0800"), packet])],
    [
      "of Linux cooked capture v2",
      276,
      join([hex("0800 0000 00000001 0001 00 06 0200000000010000"), packet]),
    ],
    ["of BSD loopback, little-endian", 0, join([hex("02000000"), packet])],
    ["of BSD loopback, big-endian", 0, join([hex("00000002"), packet])],
    ["of OpenBSD loopback", 108, join([hex("00000002"), packet])],
    ["of IP alone", 101, packet],
    ["of IPv4 alone", 228, packet],
    ["whose frame check sequence is told of", 0xf400_0001, ethernet(packet)],
  ])("%s", async (_name, link, bytes) => {
    expect(await textsOf(pcap([bytes], { link }))).toEqual({ [CLIENT]: "grist" });
  });

  const source = "[2001:db8::1]:40000";
  test.each([
    ["of IPv6", ipv6({ payload: "grist" })],
    [
      "of IPv6 behind options",
      ipv6({ payload: "grist" }, 0, hex("3c00 01020000 0000 0600 01020000 0000")),
    ],
    [
      "of IPv6 behind routing and authentication",
      ipv6({ payload: "grist" }, 43, hex("3300 0000 00000000 0601 0000 00000000 00000000")),
    ],
    [
      "of IPv6 that is its only fragment",
      ipv6({ payload: "grist" }, 44, hex("0600 0000 00000001")),
    ],
  ])("%s", async (_name, bytes) => {
    const { streams } = await streamsOf(pcap([ethernet(bytes)]));
    expect(streams).toMatchObject([{ text: "grist", row: { source, target: "[::1]:5432" } }]);
  });

  test("and passed over if there is no stream in it", async () => {
    const udp = ipv4({ payload: "grist" });
    udp[9] = 17;
    const file = pcap([
      ONE,
      ethernet(udp),
      ethernet(ipv4({}, 0x2000)),
      ethernet(ipv4({}, 0x0001)),
      ethernet(ipv6({}, 44, hex("0600 0008 00000001"))),
      hex("ffffffffffff 020000000001 0806 0001"),
      hex("020000000001 020000000002 0800 4500 0028"),
    ]);
    const { streams, packets, passedOver } = await streamsOf(file);
    expect(streams.map(({ text }) => text)).toEqual(["grist"]);
    expect(packets).toBe(7);
    expect(passedOver).toEqual({ other: 2, fragment: 3, cut: 1, link: 0, tooMany: 0 });
  });

  test("and its padding, or the lack of a length, does not matter", async () => {
    const unmeasured = ipv4({ sequence: 1, payload: "rist" });
    unmeasured.set(field(0, 2), 2);
    const padded = ethernet(ipv4({ sequence: 0, payload: "g" }));
    expect(padded.length).toBe(60);
    expect(await textsOf(pcap([padded, join([ONE.subarray(0, 14), unmeasured])]))).toEqual({
      [CLIENT]: "grist",
    });
  });
});

test("the address of a server is its own", async () => {
  const file = pcap([ethernet(ipv4({ from: SERVER, to: CLIENT, payload: "answer" }))]);
  expect(await textsOf(file)).toEqual({ [SERVER]: "answer" });
});
