import { expect, test } from "vitest";
import { describePage, withInspector } from "./browser.js";
import { withCapture } from "./capture.js";
import { ethernet, ipv4, pcap } from "./packets.js";
import { recordStatus, statusesOf } from "./statuses.js";
import { countTicks, ticksOf } from "./ticks.js";

const PACKETS = 48_000;
/** Frames of a length of 2 bytes and 48 bytes behind it, in each packet. */
const FRAMES = 20;
const FRAME_BYTES = 50;

/** 50 MB of packets, of which each two have changed places. */
function capture(): Uint8Array {
  const payload = Buffer.alloc(FRAMES * FRAME_BYTES, 0x2e);
  for (let i = 0; i < FRAMES; ++i) payload.writeUInt16BE(FRAME_BYTES - 2, i * FRAME_BYTES);
  const [header, packet] = [pcap([]), pcap([ethernet(ipv4({ payload }))])];
  const record = packet.subarray(header.length);
  const bytes = Buffer.alloc(header.length + PACKETS * record.length);
  bytes.set(header);
  for (let i = 0; i < PACKETS; ++i) {
    const at = header.length + i * record.length;
    bytes.set(record, at);
    // Behind the record header of 16 bytes, Ethernet, IPv4 and the ports.
    bytes.writeUInt32BE((i ^ 1) * payload.length, at + 16 + 14 + 20 + 4);
  }
  return bytes;
}

describePage("a capture of 50 MB of packets", () => {
  const inspector = withInspector();
  const file = withCapture(capture);

  test("is taken apart beside the page, which goes on ticking, and decoded whole", async () => {
    const page = await inspector().open("#framing=lengthPrefixed&size=2");
    await countTicks(page);
    await recordStatus(page);
    await page.getByTestId("file").setInputFiles(file());
    await page.getByText("960,000 frames in 48.0 MB, decoded in").waitFor();
    await page.getByText("48.0 MB in 48,000 packets").waitFor();

    expect(await statusesOf(page)).toContainEqual(
      expect.stringMatching(/^Reading packets: [\d.]+ MB of 5\d\.\d MB …$/),
    );
    const { ticks, longest } = await ticksOf(page);
    expect(ticks).toBeGreaterThan(2);
    expect(longest).toBeLessThan(1000);
    await page.context().close();
  });
});
