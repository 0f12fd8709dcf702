import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { CHROMIUM, CHROMIUM_FLAGS } from "../../test/support/chromium.js";
import type { PageCell } from "../browser/page.js";
import type { Figure } from "../harness/figures.js";
import { makeCell } from "../wire.js";
import { type Section, type Size, bySize } from "./section.js";

export const BROWSER = "browser";

function pageCell(framing: PageCell["framing"], size: Size): PageCell {
  const frames = bySize(size, 2_000, 100_000, 100_000);
  const cell = makeCell({ framing, payloadBytes: 64, chunk: 65_536, frames });
  return {
    framing,
    wire: cell.wire.toString("base64"),
    cuts: [...cell.cuts],
    frames,
    sum: cell.tally.sum,
    passes: bySize(size, 1, 20, 20),
    rounds: bySize(size, 1, 5, 9),
    roundMs: bySize(size, 5, 100, 150),
  };
}

async function run(size: Size): Promise<Figure[]> {
  if (!existsSync(CHROMIUM)) {
    const figure = { bench: BROWSER, work: "Chromium", contestant: CHROMIUM, unit: "ns / frame" };
    return [{ ...figure, values: [], note: "not there: MILLRACE_CHROMIUM may name another" }];
  }
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage();
    const script = fileURLToPath(new URL("./page.js", import.meta.url));
    await page.addScriptTag({ type: "module", content: readFileSync(script, "utf8") });
    await page.waitForFunction("globalThis.runBench !== undefined");
    const figures: Figure[] = [];
    for (const framing of ["u32", "lines"] as const) {
      const cell = pageCell(framing, size);
      const times = await page.evaluate((asked) => globalThis.runBench(asked), cell);
      const work = `${framing}, 64 B, chunks of 64 KiB, Chromium ${browser.version()}`;
      for (const [contestant, values] of times) {
        figures.push({ bench: BROWSER, work, contestant, unit: "ns / frame", values });
      }
    }
    return figures;
  } finally {
    await browser.close();
  }
}

/** The codec in a page, against what pages do by hand. */
export const browserSection: Section = {
  name: BROWSER,
  title: "In Chromium",
  isLong: true,
  run,
};
