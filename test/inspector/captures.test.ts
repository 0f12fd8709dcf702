import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { hex, join } from "../support/wire.js";
import { describePage, offsetsOf, rowsOf, withInspector } from "./browser.js";
import { ACK, CLIENT, ethernet, ipv4, pcap, section, SERVER, simple, SYN } from "./packets.js";

const inspector = withInspector();

const WEB = "10.0.0.2:8080";
const QUERY = hex("51 0000000d 53454c4543542031 00");
const COMPLETE = hex("43 0000000d 53454c4543542031 00");
const READY = hex("5a 00000005 49");

/** A query to PostgreSQL whose answer comes in the wrong order, and a connection beside it. */
const SESSION = [
  ipv4({ sequence: 99, flags: SYN }),
  ipv4({ from: SERVER, to: CLIENT, sequence: 499, flags: SYN | ACK }),
  ipv4({ sequence: 100, payload: hex("00000008 00030000") }),
  ipv4({ sequence: 108, payload: QUERY }),
  ipv4({ from: SERVER, to: CLIENT, sequence: 514, payload: READY }),
  ipv4({ from: SERVER, to: CLIENT, sequence: 500, payload: COMPLETE }),
  ipv4({ to: WEB, sequence: 7, payload: "GET" }),
];

async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) };
  await page.getByTestId("file").setInputFiles(file);
}

function streamList(page: Page): Locator {
  return page.getByRole("listbox", { name: "Streams of the capture" });
}

function chosenStream(page: Page): Promise<string | null> {
  return streamList(page).getByRole("option", { selected: true }).textContent();
}

describePage("a capture of packets", () => {
  test("lists its streams, each of which is chosen by the keys and shown as frames", async () => {
    const page = await inspector().open("#preset=postgres");
    await choose(page, "lo.pcap", pcap(SESSION.map((packet) => ethernet(packet))));
    await page.getByText("7 packets, 3 streams.").waitFor();
    expect(await streamList(page).getByRole("option").allTextContents()).toEqual([
      "10.0.0.1:40000 → 10.0.0.2:5432client, 22 B in 3 packets",
      "10.0.0.2:5432 → 10.0.0.1:40000server, 20 B in 3 packets",
      "10.0.0.1:40000 → 10.0.0.2:8080client, 3 B in 1 packet, from the middle",
    ]);
    expect(await chosenStream(page)).toContain("22 B");

    await page.getByRole("button", { name: "Use postgresStartup" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("2 frames in 22 B").waitFor();
    await page.getByText("framed as postgresStartup").waitFor();

    const streams = streamList(page);
    await streams.focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: "Use postgres" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("2 frames in 20 B").waitFor();
    expect(await rowsOf(page)).toEqual([
      ["1", "0", "14", "43 00 00 00 0d", "53 45 4c 45 43 54 20 31 00", "SELECT 1·"],
      ["2", "14", "6", "5a 00 00 00 05", "49", "I"],
    ]);
    expect(await streams.getAttribute("aria-activedescendant")).toBe("stream-1");

    await streams.focus();
    await page.keyboard.press("End");
    await page.getByText("0 frames in 3 B").waitFor();
    expect(await page.getByRole("button", { name: /^Use / }).count()).toBe(0);
    await page.context().close();
  });

  test("shows what is missing, and where", async () => {
    const page = await inspector().open("#preset=postgres");
    const packets = SESSION.slice(4, 5).concat(
      ipv4({ from: SERVER, to: CLIENT, sequence: 520, payload: COMPLETE.subarray(0, 5) }),
      ipv4({ from: SERVER, to: CLIENT, sequence: 534, payload: READY }),
    );
    await choose(
      page,
      "lossy.pcapng",
      join([section({ link: 101 }), ...packets.map((one) => simple(one))]),
    );
    await page.getByText("3 frames in 26 B").waitFor();
    expect(await chosenStream(page)).toContain("from the middle, 9 B missing in 1 gap");
    expect(await offsetsOf(page)).toEqual(["0", "6", "20"]);

    await page.getByRole("button", { name: "9 B at 11" }).click();
    const cursor = page.locator("#byte-cursor");
    await expect
      .poll(() => cursor.getAttribute("aria-label"))
      .toBe("not captured, offset 11, payload of frame 2");
    expect(await page.locator(".byte-digits .missing").allTextContents()).toEqual(
      Array<string>(9).fill("--"),
    );
    await page.context().close();
  });

  test("that is cut short shows what is there, and says what is not", async () => {
    const page = await inspector().open("#preset=dns");
    const whole = pcap([ipv4({ payload: hex("0002 6869") }), ipv4({})], { link: 101 });
    await choose(page, "cut.pcap", whole.subarray(0, -1));
    await page.getByText("1 frame in 4 B").waitFor();
    await page
      .getByText("Read in part: the file ends in the middle of what starts at offset 84.")
      .waitFor();

    await choose(page, "wrong.pcap", hex("d4c3b2a1 0200 0400 00000000 00000000 ffff0000 69000000"));
    await page.getByText("No bytes of TCP are in this capture.").waitFor();
    await page.getByText("No bytes yet.").waitFor();

    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("0 frames in 0 B").waitFor();
    expect(await page.getByText("No bytes of TCP").count()).toBe(0);
    await page.context().close();
  });
});
