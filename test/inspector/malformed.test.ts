import { describe, expect, test } from "vitest";
import { hex, join } from "../support/wire.js";
import { streamsOf, textsOf } from "./capture-streams.js";
import { block, CLIENT, enhanced, ethernet, ipv4, pcap, section, simple, SYN } from "./packets.js";

const ONE = ethernet(ipv4({ sequence: 0, payload: "grist" }));
const TWO = ethernet(ipv4({ sequence: 5, payload: " mill" }));

describe("what cannot be read is said, with its place", () => {
  test.each([
    ["a header that ends", pcap([]).subarray(0, 20), "middle of what starts at offset 0"],
    [
      "a packet that ends",
      pcap([ONE, TWO]).subarray(0, 140),
      "middle of what starts at offset 100",
    ],
    [
      "a packet of 4 GB",
      join([pcap([ONE]), hex("00000000 00000000 ffffffff ffffffff")]),
      "offset 100: a packet of 4294967295 bytes is announced",
    ],
    [
      "a version that there is not",
      hex("a1b2c3d4 0009 0000 00000000 00000000 0000ffff 00000001"),
      "offset 4: version 2 of pcap expected, got 9",
    ],
    [
      "a section without byte order",
      hex("0a0d0d0a 0000001c 00000000 00000000"),
      "offset 8: a section has no byte-order magic 1a2b3c4d",
    ],
    [
      "a block of no length",
      join([section(), hex("06000000 00000000 00000000 00000000")]),
      "offset 68: a block cannot have 0 bytes",
    ],
    [
      "a block whose ends differ",
      join([section(), enhanced(ONE).fill(0, -4)]),
      "offset 68: a block of 92 bytes says 0 at its end",
    ],
    [
      "a packet longer than its block",
      join([section(), block(6, hex("00000000 00000000 00000000 ff000000 ff000000"))]),
      "offset 68: a block of 32 bytes has no packet of 255",
    ],
    [
      "an interface that is not there",
      join([section().subarray(0, 28), enhanced(ONE)]),
      "offset 28: a packet is of interface 0, which is not described",
    ],
    [
      "a block that is longer than the file",
      join([section(), hex("ad0b0000 f0ffffff 00000000")]),
      "middle of what starts at offset 68",
    ],
    ["another link type", pcap([ONE], { link: 105 }), "packets of link type 105 cannot be read"],
  ])("%s", async (_name, file, problem) => {
    expect((await streamsOf(Uint8Array.from(file))).problem).toContain(problem);
  });

  test("and the streams up to there are listed", async () => {
    expect(await textsOf(Uint8Array.from(pcap([ONE, TWO]).subarray(0, 140)))).toEqual({
      [CLIENT]: "grist",
    });
  });

  test("garbage of any kind is read to an end", async () => {
    let state = 1;
    const random = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16;
    const starts = [pcap([ONE, TWO]), join([section(), enhanced(ONE), simple(TWO)])];
    for (let run = 0; run < 2000; ++run) {
      const file = Uint8Array.from(starts[run % 2] ?? []);
      for (let i = 0; i < 8; ++i) file[4 + (random() % (file.length - 4))] = random();
      const { packets } = await streamsOf(file);
      expect(packets).toBeLessThan(file.length / 16);
    }
  });
});

test("a scan of all the net leaves room for the stream behind it", async () => {
  const probe = pcap([ipv4({ flags: SYN })], { link: 101 });
  const record = probe.subarray(24);
  const probes = new Uint8Array(150_000 * record.length);
  const view = new DataView(probes.buffer);
  for (let i = 0; i < 150_000; ++i) {
    probes.set(record, i * record.length);
    // The address of the target, behind the record header of 16 bytes.
    view.setUint32(i * record.length + 16 + 16, i);
  }
  const session = pcap([ipv4({ payload: "grist" })], { link: 101 }).subarray(24);
  const { streams, passedOver } = await streamsOf(join([probe, probes, session]));
  expect(streams.map(({ text }) => text)).toEqual(["grist"]);
  expect(passedOver.tooMany).toBe(0);
});
