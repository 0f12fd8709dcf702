import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { describePage, streamText, withInspector } from "./browser.js";

const inspector = withInspector();
const MQTT = `varint({
  offset: 1,
  maxBytes: 4,
  strip: 0,
  maxFrameBytes: 268_435_455,
})`;

/** More stops than the page has. */
const STOPS_MAX = 60;

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const hasFocus = (): Promise<boolean> =>
    target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < STOPS_MAX; ++i) {
    if (await hasFocus()) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("no number of Tabs leads there");
}

describePage("without a mouse", () => {
  test("bytes are pasted, a preset and a frame chosen, and the code copied", async () => {
    const page = await inspector().open("#preset=dns");
    await page.evaluate(() => navigator.clipboard.writeText("c000 d000 30 03 0001 61"));
    await tabTo(page, streamText(page));
    await page.keyboard.press("Control+V");
    await tabTo(page, page.getByLabel("Preset"));
    await page.keyboard.type("mqtt");
    await page.getByText("3 frames in 9 B").waitFor();

    await tabTo(page, page.getByRole("button", { name: "Copy declaration" }));
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(MQTT);

    const frames = page.getByRole("grid", { name: "Frames" });
    await tabTo(page, frames);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "Frame 3" }).waitFor();
    expect(await frames.getAttribute("aria-activedescendant")).toBe("frame-2");

    const bytes = page.getByRole("grid", { name: "Bytes" });
    await tabTo(page, bytes);
    expect(await bytes.getAttribute("aria-activedescendant")).toBe("byte-cursor");
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("heading", { name: "Frame 2" }).waitFor();
    await page.keyboard.press("Control+End");
    await page.getByRole("heading", { name: "Frame 3" }).waitFor();
    expect(await page.locator("#byte-cursor").getAttribute("data-position")).toBe("8");
    await page.context().close();
  });

  test("whatever has the focus shows it", async () => {
    const page = await inspector().open();
    await page.getByText("8 frames in 118 B").waitFor();
    const stops = await page.evaluate(
      () => document.querySelectorAll("button, select, input").length,
    );
    const seen: string[] = [];
    for (let i = 0; i < stops; ++i) {
      await page.keyboard.press("Tab");
      seen.push(await page.evaluate(shownFocus));
    }
    expect(seen.filter((one) => one.endsWith("none"))).toEqual([]);
    await page.context().close();
  });

  test("a click leaves the keys with the grid that was clicked", async () => {
    const page = await inspector().open();
    await page.locator("#frame-2").click();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "Frame 4" }).waitFor();
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(focused).toBe("Frames");
    await page.context().close();
  });
});

/** What has the focus, and how that is shown: radio buttons show it around their group. */
function shownFocus(): string {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return "body";
  const shown = focused.closest(".segments") ?? focused;
  const name = focused.getAttribute("aria-label") ?? focused.textContent;
  return `${focused.tagName} ${name} ${getComputedStyle(shown).outlineStyle}`;
}
