import { expect, test } from "vitest";
import { describePage, withInspector } from "./browser.js";
import { withCapture } from "./capture.js";
import { countTicks, ticksOf } from "./ticks.js";

const FRAMES = 1_000_000;
/** A length of 2 bytes and 48 bytes behind it: 50 MB of them. */
const FRAME_BYTES = 50;
const PREFIXED_U16 = "#framing=lengthPrefixed&size=2";

/** A million frames, each with its number at the start of its payload. */
function capture(): Buffer {
  const bytes = Buffer.alloc(FRAMES * FRAME_BYTES, 0x2e);
  for (let i = 0; i < FRAMES; ++i) {
    bytes.writeUInt16BE(FRAME_BYTES - 2, i * FRAME_BYTES);
    bytes.writeUInt32BE(i, i * FRAME_BYTES + 2);
  }
  return bytes;
}

describePage("a capture of 50 MB with a million frames", () => {
  const inspector = withInspector();
  const file = withCapture(capture);

  test("is decoded beside the page, which goes on ticking, with a progress bar", async () => {
    const page = await inspector().open(PREFIXED_U16);
    await countTicks(page);
    const shown = page.locator("progress:not(.resting)").waitFor();
    await page.getByTestId("file").setInputFiles(file());
    await shown;
    await page.getByText("1,000,000 frames in 50.0 MB, decoded in").waitFor();

    const { ticks, longest } = await ticksOf(page);
    expect(ticks).toBeGreaterThan(2);
    expect(longest).toBeLessThan(1000);
    await page.context().close();
  });

  test("is walked from its first row to its last by the keys alone", async () => {
    const page = await inspector().open(PREFIXED_U16);
    await page.getByTestId("file").setInputFiles(file());
    await page.getByText("1,000,000 frames in").waitFor();
    const frames = page.getByRole("grid", { name: "Frames" });
    await frames.focus();

    await page.keyboard.press("End");
    const last = frames.locator("[aria-selected=true]");
    await expect.poll(() => last.textContent()).toContain("49,999,950");
    expect(await last.boundingBox()).toMatchObject({ height: 28 });
    const cursor = page.locator("#byte-cursor");
    await expect.poll(() => cursor.getAttribute("data-position")).toBe("49999950");

    await page.keyboard.press("Home");
    await expect.poll(() => last.textContent()).toMatch(/^10/);
    await page.context().close();
  });

  test("is scrolled by wheel and bar, in a view higher than browsers allow", async () => {
    const page = await inspector().open(PREFIXED_U16);
    await page.getByTestId("file").setInputFiles(file());
    await page.getByText("1,000,000 frames in").waitFor();
    const bytes = page.getByRole("grid", { name: "Bytes" });
    const offsets = bytes.locator(".byte-offset");
    const firstOffset = async (): Promise<number> =>
      parseInt((await offsets.first().textContent()) ?? "", 16);

    await bytes.hover();
    await page.mouse.wheel(0, 220);
    await expect.poll(firstOffset).toBe(160);
    await page.mouse.wheel(0, 220);
    await expect.poll(firstOffset).toBe(320);

    const scroller = bytes.locator(".scroller");
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await expect.poll(firstOffset).toBeGreaterThan(24_000_000);
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect.poll(() => offsets.last().textContent()).toBe("2faf070");
    await page.context().close();
  });
});
