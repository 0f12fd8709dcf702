import { expect, test } from "vitest";
import { FrameDecoder, lengthPrefixed } from "../../src/codec.js";
import { declaration, describePage, withInspector } from "./browser.js";
import { withCapture } from "./capture.js";

const inspector = withInspector();
const capture = withCapture(() => Buffer.alloc(BYTES));

const BYTES = 30_000_000;

/** Zeros are empty frames of nothing but a length. */
function framesUnder(size: number): number {
  using decoder = new FrameDecoder(lengthPrefixed(size));
  const batch = decoder.push(new Uint8Array(BYTES));
  let frames = 0;
  do frames += batch.length;
  while (batch.more());
  return frames;
}

describePage("an option that is changed in the middle of a decode", () => {
  test("ends that decode, and what is shown is of the new one alone", async () => {
    const page = await inspector().open("#framing=lengthPrefixed&size=2");
    await page.getByText("0 frames in 0 B").waitFor();
    const changedAt = page.evaluate(changeWhileDecoding, {
      label: "Size of the length",
      text: "4",
    });
    await page.getByTestId("file").setInputFiles(capture());
    expect(await changedAt).toBeLessThan(1);

    await page.getByText("7,500,000 frames in 30.0 MB, decoded").waitFor();
    expect(framesUnder(4)).toBe(7_500_000);
    expect(await declaration(page)).toBe("lengthPrefixed(4)");
    await page.context().close();
  });
});

interface Change {
  readonly label: string;
  readonly text: string;
}

/** Types into an option as soon as the progress bar is seen to move; answers with how far it was. */
function changeWhileDecoding({ label, text }: Change): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const progress = document.querySelector<HTMLProgressElement>("progress:not(.resting)");
      if (progress === null || progress.value === 0) {
        requestAnimationFrame(look);
        return;
      }
      const fields = Array.from(document.querySelectorAll<HTMLLabelElement>(".field > label"));
      const input = fields.find(({ textContent }) => textContent === label)?.control;
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value") ?? {};
      set?.call(input, text);
      input?.dispatchEvent(new Event("input", { bubbles: true }));
      resolve(progress.value);
    };
    look();
  });
}
