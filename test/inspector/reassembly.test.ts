import { describe, expect, test } from "vitest";
import { streamsOf, textsOf } from "./capture-streams.js";
import { ACK, CLIENT, ethernet, ipv4, pcap, RST, SERVER, SYN } from "./packets.js";

/** A segment from the client. */
const sent = (sequence: number, payload: string, flags = ACK) =>
  ethernet(ipv4({ sequence, payload, flags }));
/** A segment from the server. */
const answered = (sequence: number, payload: string, flags = ACK) =>
  ethernet(ipv4({ from: SERVER, to: CLIENT, sequence, payload, flags }));

/** What the client sent in these packets. */
async function fromClient(...packets: readonly Uint8Array<ArrayBuffer>[]): Promise<string> {
  return (await textsOf(pcap(packets)))[CLIENT] ?? "";
}

describe("a stream is put in order", () => {
  test("both ways, each by its own sequence numbers", async () => {
    const packets = [
      sent(999, "", SYN),
      answered(4999, "", SYN | ACK),
      sent(1000, "question "),
      answered(5000, "answer "),
      sent(1009, "again"),
      answered(5007, "again"),
    ];
    const { streams, problem } = await streamsOf(pcap(packets));
    expect(problem).toBeUndefined();
    expect(streams).toMatchObject([
      {
        text: "question again",
        row: { source: CLIENT, target: SERVER, isFromClient: true, packets: 3, hasStart: true },
      },
      {
        text: "answer again",
        row: { source: SERVER, target: CLIENT, isFromClient: false, serverPort: 5432, missing: 0 },
      },
    ]);
  });

  test("when segments overtake one another", async () => {
    const opened = sent(999, "", SYN);
    expect(await fromClient(opened, sent(1003, "st "), sent(1006, "mill"), sent(1000, "gri"))).toBe(
      "grist mill",
    );
  });

  test("when they do so at the start, and the SYN was not captured", async () => {
    const { streams } = await streamsOf(pcap([sent(1005, " mill"), sent(1000, "grist")]));
    expect(streams).toMatchObject([{ text: "grist mill", row: { hasStart: false, missing: 0 } }]);
  });

  test("when its SYN comes too late", async () => {
    const packets = [sent(1000, "grist"), sent(999, "", SYN), sent(1005, " mill")];
    const { streams } = await streamsOf(pcap(packets));
    expect(streams).toMatchObject([{ text: "grist mill", row: { hasStart: true } }]);
  });

  test("when its sequence numbers wrap around", async () => {
    const wrapped = [
      sent(0xffff_fffc, "", SYN),
      sent(0xffff_fffd, "gr"),
      sent(2, " mill"),
      sent(0xffff_ffff, "ist"),
    ];
    expect(await fromClient(...wrapped)).toBe("grist mill");
  });

  test("with the bytes that came in its SYN", async () => {
    expect(await fromClient(sent(999, "grist", SYN), sent(1005, " mill"))).toBe("grist mill");
  });
});

describe("of bytes that come twice", () => {
  test("the first copy counts", async () => {
    expect(await fromClient(sent(0, "", SYN), sent(1, "grist"), sent(1, "GRIST"))).toBe("grist");
    expect(await fromClient(sent(0, "", SYN), sent(1, "gri"), sent(2, "RIst"))).toBe("grist");
  });

  test("the first copy counts among those that wait, too", async () => {
    const waiting = [sent(0, "", SYN), sent(4, "CD"), sent(3, "bcdef"), sent(1, "_a")];
    expect(await fromClient(...waiting)).toBe("_abCDef");
  });

  test("a probe that keeps the connection alive adds nothing", async () => {
    expect(await fromClient(sent(0, "", SYN), sent(1, "grist"), sent(5, "\0"), sent(6, "!"))).toBe(
      "grist!",
    );
  });
});

describe("what is missing", () => {
  test("has its place and its size", async () => {
    const lossy = [sent(0, "", SYN), sent(1, "gri"), sent(6, " mill"), sent(20, "end")];
    const { streams } = await streamsOf(pcap(lossy));
    expect(streams).toMatchObject([
      { text: "gri~~ mill~~~~~~~~~end", row: { bytes: 11, missing: 11, gaps: 2, leftOut: 0 } },
    ]);
  });

  test("may be the first bytes behind the SYN", async () => {
    expect(await fromClient(sent(0, "", SYN), sent(4, "mill"))).toBe("~~~mill");
  });

  test("may be the end of every packet, where the capture cut them", async () => {
    const packets = [sent(0, "grist mill"), sent(10, "mill race")];
    const { streams } = await streamsOf(pcap(packets, { snaplen: 14 + 40 + 6 }));
    expect(streams).toMatchObject([{ text: "grist ~~~~mill r~~~", row: { missing: 7, gaps: 2 } }]);
  });

  test("is not believed if it is hundreds of megabytes", async () => {
    const { streams } = await streamsOf(pcap([sent(0, "mill"), sent(0x3000_0000, "race")]));
    expect(streams).toMatchObject([{ text: "mill", row: { missing: 0, leftOut: 4 } }]);
  });

  test("is given up when thousands of segments wait for it, and filled when it comes", async () => {
    const behind = Array.from({ length: 10_000 }, (_, i) => sent(100 + i, "x"));
    const late = [sent(90, "y".repeat(30)), sent(1, "grist")];
    const text = await fromClient(sent(0, "", SYN), ...behind, ...late);
    expect(text.length).toBe(99 + 10_000);
    expect(text.slice(0, 101)).toBe(`grist${"~".repeat(84)}${"y".repeat(10)}xx`);
  });

  test("is not shown if it is most of the stream", async () => {
    const sparse = Array.from({ length: 20 }, (_, i) => sent(1_048_576 * i, "mill"));
    const { streams } = await streamsOf(pcap(sparse));
    // 17 pieces have 16 gaps of 4 bytes less than a mebibyte; an eighteenth would be too much.
    expect(streams.map(({ row }) => row)).toMatchObject([
      { bytes: 17 * 4, missing: 16 * 1_048_572, gaps: 16, leftOut: 3 * 4 },
    ]);
  });

  test("may be what came before the segments that were seen first", async () => {
    const first = Array.from({ length: 40 }, (_, i) => sent(1000 + i, "x"));
    const late = [sent(990, "mill"), sent(980, "grist")];
    const { streams } = await streamsOf(pcap([...first, ...late]));
    expect(streams).toMatchObject([{ text: `grist~~~~~mill~~~~~~${"x".repeat(40)}` }]);
  });
});

describe("a connection", () => {
  test("of the same ends, opened again, is another one", async () => {
    const packets = [
      sent(0, "", SYN),
      sent(1, "grist"),
      sent(0, "", SYN),
      sent(700, "", SYN),
      answered(0, "", SYN | ACK),
      sent(701, "mill"),
      answered(1, "!"),
    ];
    const { streams } = await streamsOf(pcap(packets));
    expect(streams.map(({ text }) => text)).toEqual(["grist", "mill", "!"]);
  });

  test("has its client where the SYN came from, or away from the port that is known", async () => {
    const byPort = await streamsOf(pcap([answered(0, "hello")]));
    expect(byPort.streams).toMatchObject([{ row: { isFromClient: false, serverPort: 5432 } }]);
    const bySyn = await streamsOf(pcap([answered(0, "", SYN), sent(0, "hello")]));
    expect(bySyn.streams).toMatchObject([{ row: { isFromClient: false, serverPort: 40_000 } }]);
  });

  test("that is reset has no bytes of the reset", async () => {
    expect(await fromClient(sent(0, "mill"), sent(4, "go away", RST))).toBe("mill");
  });
});
