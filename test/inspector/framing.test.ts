import { expect, test } from "vitest";
import {
  declaration,
  describePage,
  offsetsOf,
  rowsOf,
  streamText,
  withInspector,
} from "./browser.js";

const inspector = withInspector();
const MQTT = `varint({
  offset: 1,
  maxBytes: 4,
  strip: 0,
  maxFrameBytes: 268_435_455,
})`;

describePage("the framing", () => {
  test("is a preset that is chosen", async () => {
    const page = await inspector().open("#preset=dns");
    await streamText(page).fill("c000 d000 30 03 0001 61");
    await page.getByText("incomplete").waitFor();
    await page.getByLabel("Preset").selectOption("mqtt");
    await page.getByText("3 frames in 9 B").waitFor();
    expect(await offsetsOf(page)).toEqual(["0", "2", "4"]);
    expect((await rowsOf(page))[2]).toEqual(["3", "4", "5", "30 03", "00 01 61", "··a"]);
    expect(await declaration(page)).toBe(MQTT);
    await page.context().close();
  });

  test("is set by hand: rows, code and link follow, and the link brings it back", async () => {
    const page = await inspector().open("#framing=lengthPrefixed&bytes=00026869000121");
    await page.getByText("incomplete").waitFor();
    await page.getByLabel("Size of the length").fill("2");
    await page.getByText("2 frames in 7 B").waitFor();
    expect(await offsetsOf(page)).toEqual(["0", "4"]);
    expect(await declaration(page)).toBe("lengthPrefixed(2)");

    await page.getByLabel("Byte order").selectOption("little");
    await page.getByText("incomplete").waitFor();
    expect(await offsetsOf(page)).toEqual([]);
    expect(await declaration(page)).toBe('lengthPrefixed(2, { endian: "little" })');

    await page.waitForURL(/endian=little/);
    const hash = await page.evaluate(() => location.hash);
    const other = await inspector().open(hash);
    await other.getByText("incomplete").waitFor();
    expect(await declaration(other)).toBe('lengthPrefixed(2, { endian: "little" })');
    expect(await streamText(other).inputValue()).toBe("00026869000121");
    await page.context().close();
    await other.context().close();
  });

  test("that cannot be is refused where it was typed, and the rows stay", async () => {
    const page = await inspector().open("#framing=lengthPrefixed&size=2&bytes=00026869");
    await page.getByText("1 frame in 4 B").waitFor();
    await page.getByLabel("Size of the length").fill("9");
    await page.getByText('"size" expected an integer from 1 to 8, got 9').waitFor();
    expect(await offsetsOf(page)).toEqual(["0"]);
    await page.context().close();
  });

  test("of stages is shown as its declaration", async () => {
    const page = await inspector().open("#preset=amqpStartup");
    await streamText(page).fill("414d515000000901 08 0000 00000000 ce");
    await page.getByText("1 frame in 16 B").waitFor();
    expect((await rowsOf(page))[0]).toEqual(["1", "8", "7", "08 00 00 00 00 00 00", "", ""]);
    expect(await declaration(page)).toContain("stages([\n  { skip: Uint8Array.of(0x41, 0x4d,");
    expect(await page.getByLabel("Kind").count()).toBe(0);
    await page.context().close();
  });

  test("that discards counts what it has discarded", async () => {
    const hash = "#framing=lengthPrefixed&size=1&maxFrameBytes=2&onOversize=discard";
    const page = await inspector().open(`${hash}&bytes=0161036263640165`);
    await page.getByText("2 frames, 1 discarded in 8 B").waitFor();
    expect(await offsetsOf(page)).toEqual(["0", "6"]);
    expect(await page.locator("[data-position='3'].gap").count()).toBe(2);
    await page.context().close();
  });
});
