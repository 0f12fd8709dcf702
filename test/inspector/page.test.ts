import { expect, test } from "vitest";
import { describePage, offsetsOf, rowsOf, streamText, withInspector } from "./browser.js";

const READY = "5a 00000005 49";
const inspector = withInspector();

describePage("the bytes", () => {
  test("of a sample are there at first sight", async () => {
    const page = await inspector().open();
    await page.getByText("8 frames in 118 B").waitFor();
    expect((await rowsOf(page))[0]).toEqual([
      "1",
      "0",
      "9",
      "52 00 00 00 08",
      "00 00 00 00",
      "····",
    ]);
    expect(await page.getByLabel("Preset").inputValue()).toBe("postgres");
    await page.context().close();
  });

  test("are pasted as hex", async () => {
    const page = await inspector().open("#preset=postgres");
    await page.getByText("0 frames in 0 B").waitFor();
    await streamText(page).fill(`${READY}\n43 0000000d 53454c4543542031 00`);
    await page.getByText("2 frames in 20 B").waitFor();
    expect(await rowsOf(page)).toEqual([
      ["1", "0", "6", "5a 00 00 00 05", "49", "I"],
      ["2", "6", "14", "43 00 00 00 0d", "53 45 4c 45 43 54 20 31 00", "SELECT 1·"],
    ]);
    expect(await page.getByText("read as hex").count()).toBe(1);
    await page.context().close();
  });

  test("are pasted as base64, which is found out", async () => {
    const page = await inspector().open("#preset=postgres");
    await streamText(page).fill("WgAAAAVJWgAAAAVJ");
    await page.getByText("2 frames in 12 B").waitFor();
    expect(await page.getByText("read as base64").count()).toBe(1);

    await streamText(page).fill("not bytes!");
    await page.getByText("neither hex").waitFor();
    await page.getByText("No bytes yet.").waitFor();
    await page.context().close();
  });

  test("are those of a file that is dropped anywhere", async () => {
    const page = await inspector().open("#preset=dns");
    const transfer = await page.evaluateHandle(() => {
      const made = new DataTransfer();
      made.items.add(new File([Uint8Array.of(0, 2, 104, 105, 0, 0)], "capture.bin"));
      return made;
    });
    await page.dispatchEvent("main", "dragenter", { dataTransfer: transfer });
    await page.getByText("Drop the file").waitFor();
    await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
    await page.getByText("2 frames in 6 B").waitFor();
    expect(await page.getByText("capture.bin").count()).toBe(1);
    expect(await page.getByText("Drop the file").count()).toBe(0);

    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText("0 frames in 0 B").waitFor();
    await page.context().close();
  });
});

describePage("a fault", () => {
  test("tells its reason and position, and can be jumped to", async () => {
    const page = await inspector().open(`#preset=postgres&bytes=${READY} 51 00000003 41`);
    const banner = page.getByRole("alert", { name: "Fault" });
    await banner.waitFor();
    expect(await banner.textContent()).toContain("malformed");
    expect(await banner.locator("dl").textContent()).toBe("offset6declared-1limit8,388,608");
    expect(await offsetsOf(page)).toEqual(["0"]);
    await banner.getByRole("button", { name: "Jump to it" }).click();
    const cursor = page.locator("#byte-cursor");
    await expect.poll(() => cursor.getAttribute("data-position")).toBe("6");
    expect(await cursor.getAttribute("class")).toContain("fault");
    await page.context().close();
  });

  test("is also an end inside a frame", async () => {
    const page = await inspector().open("#preset=dns&bytes=0003616263 0005 6465");
    const banner = page.getByRole("alert", { name: "Fault" });
    await banner.waitFor();
    expect(await banner.textContent()).toContain(
      "the stream ended inside the frame at offset 5: 4 bytes arrived, at least 3 are missing",
    );
    await page.context().close();
  });
});

describePage("frames and bytes", () => {
  test("are chosen together", async () => {
    const page = await inspector().open();
    await page.getByText("8 frames in 118 B").waitFor();
    const bytes = page.getByRole("grid", { name: "Bytes" });
    await bytes.locator(".byte-digits [data-position='47']").click();
    await page.getByRole("heading", { name: "Frame 4" }).waitFor();
    expect(await page.locator("[aria-selected=true]").getAttribute("id")).toBe("frame-3");
    expect(await page.locator("#byte-cursor").getAttribute("aria-label")).toBe(
      "00, offset 47, header of frame 4",
    );

    await page.locator("#frame-1").click();
    await page.getByRole("heading", { name: "Frame 2" }).waitFor();
    expect(await page.locator("#byte-cursor").getAttribute("data-position")).toBe("9");
    expect(await page.locator(".byte-digits .selected").count()).toBe(23);

    await page.getByText("Selected frame", { exact: true }).click();
    expect(await bytes.locator(".byte-digits .byte").count()).toBe(23);
    await page.context().close();
  });

  test("tell header, payload and trailer apart by more than colour", async () => {
    const page = await inspector().open("#preset=netstring&as=text&bytes=5:grist,");
    await page.getByText("1 frame in 8 B").waitFor();
    const looks = await page.locator(".byte-digits .byte").evaluateAll((all) =>
      all.map((byte) => {
        const { fontWeight, fontStyle, textDecorationStyle } = getComputedStyle(byte);
        return `${fontWeight} ${fontStyle} ${textDecorationStyle}`;
      }),
    );
    const header = "700 normal solid";
    const payload = "400 normal solid";
    const trailer = "400 italic dotted";
    const expected = [header, header, ...Array<string>(5).fill(payload), trailer];
    expect(looks).toEqual(expected);
    await page.context().close();
  });
});
