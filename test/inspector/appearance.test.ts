import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describePage, withInspector } from "./browser.js";
import { ipv4, pcap } from "./packets.js";

const inspector = withInspector();

/** Something with every look: a skipped frame, a fault, a kept header, an unreadable option. */
const ALL_LOOKS =
  "#framing=lengthField&size=1&offset=1&strip=0&trailer=ce&maxFrameBytes=4&onOversize=discard" +
  "&bytes=a10261ce a20561626364ce a30262ce a402ffff";

const SELECTORS = [
  "body",
  ".note",
  "h1 span",
  ".page-header p",
  ".frames-head span",
  ".frame-row .cell-header",
  ".frame-row[aria-selected=true] span",
  ".byte-offset",
  ".byte.header",
  ".byte.payload",
  ".byte.trailer",
  ".byte.gap",
  ".byte.fault",
  ".fault-banner strong",
  ".fault-banner dt",
  ".segments input:checked + span",
  ".segments input:not(:checked) + span",
  "button",
  ".code",
  ".field > label",
  "summary",
];

/** And those of a capture with a gap. */
const CAPTURE_SELECTORS = [
  ".stream-ends span",
  ".stream-facts",
  ".stream-facts em",
  ".gaps .note",
  ".gaps button",
  ".suggestion .note",
  ".byte.missing",
];
const LOSSY = pcap([ipv4({ payload: "grist" }), ipv4({ sequence: 9, payload: "mill" })], {
  link: 101,
});

interface Contrast {
  readonly selector: string;
  readonly ratio: number;
}

/** The least contrast of the text of each selector against what is painted behind it. */
function contrasts(page: Page, selectors: readonly string[]): Promise<Contrast[]> {
  return page.evaluate((selectors) => {
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("no canvas");
    const colorOf = (style: string, below: number[]): number[] => {
      context.fillStyle = `rgb(${below.join()})`;
      context.fillRect(0, 0, 1, 1);
      context.fillStyle = style;
      context.fillRect(0, 0, 1, 1);
      return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3));
    };
    const groundOf = (element: Element | null): number[] => {
      if (element === null) return [255, 255, 255];
      const below = groundOf(element.parentElement);
      return colorOf(getComputedStyle(element).backgroundColor, below);
    };
    const luminance = (color: number[]): number => {
      const [red = 0, green = 0, blue = 0] = color.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratioOf = (element: Element): number => {
      const ground = groundOf(element);
      const ink = colorOf(getComputedStyle(element).color, ground);
      const [dark = 0, light = 0] = [luminance(ground), luminance(ink)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    return selectors.map((selector) => {
      const found = Array.from(document.querySelectorAll(selector), ratioOf);
      return { selector, ratio: Math.min(...found, found.length === 0 ? 0 : Infinity) };
    });
  }, selectors);
}

function ground(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

describePage.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  test("every text has the contrast of WCAG AA", async () => {
    const page = await inspector().open(ALL_LOOKS, { colorScheme, reducedMotion: "reduce" });
    await page.getByText("2 frames, 1 discarded in 19 B").waitFor();
    await page.locator(".byte.fault").first().waitFor();
    const poor = (await contrasts(page, SELECTORS)).filter(({ ratio }) => ratio < 4.5);
    expect(poor).toEqual([]);
    await page.context().close();
  });

  test("so has every text of a capture", async () => {
    const page = await inspector().open("#preset=dns", { colorScheme, reducedMotion: "reduce" });
    const buffer = Buffer.from(LOSSY);
    const file = { name: "lossy.pcap", mimeType: "application/octet-stream", buffer };
    await page.getByTestId("file").setInputFiles(file);
    await page.locator(".byte.missing").first().waitFor();
    const poor = (await contrasts(page, CAPTURE_SELECTORS)).filter(({ ratio }) => ratio < 4.5);
    expect(poor).toEqual([]);
    await page.context().close();
  });
});

describePage("the colours", () => {
  test("are the system's, until others are chosen, which are kept", async () => {
    const page = await inspector().open("", { colorScheme: "dark" });
    const dark = await ground(page);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await ground(page);
    expect(light).not.toBe(dark);

    await page.getByText("dark", { exact: true }).click();
    await expect.poll(() => ground(page)).toBe(dark);
    await page.reload();
    await expect.poll(() => ground(page)).toBe(dark);
    await page.context().close();
  });
});

describePage("a window of any size", () => {
  test.each([
    [400, 8],
    [900, 8],
    [1280, 16],
    [1900, 32],
  ])("%i pixels wide is not overflowed by %i bytes a row", async (width, perRow) => {
    const page = await inspector().open("", { viewport: { width, height: 800 } });
    await page.getByText("8 frames in 118 B").waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const bytes = page.getByRole("grid", { name: "Bytes" });
    const cells = await bytes.locator(".byte-row").first().locator(".byte-digits .byte").count();
    expect(cells).toBe(perRow);
    const text = await bytes.locator(".byte-text").first().boundingBox();
    expect((text?.x ?? Infinity) + (text?.width ?? 0)).toBeLessThanOrEqual(width);
    await page.context().close();
  });
});
