import { rm } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { esbuild, linkPackage } from "../package/bundle.js";
import { scratch } from "../package/consumer.js";
import { launch, logUnder } from "./page.js";

const STRICT = "default-src 'none'; script-src 'self'";

let directory: string;
let browser: Browser;
let script: string;

beforeAll(async () => {
  directory = await scratch();
  await linkPackage(directory);
  browser = await launch();
  script = await esbuild(directory, "test/browser/programs/policy.mjs");
});

afterAll(async () => {
  await browser.close();
  await rm(directory, { recursive: true, force: true });
});

describe("in Chromium, a page with a content security policy", () => {
  it("decodes frames if the policy has 'wasm-unsafe-eval', and needs nothing else", async () => {
    const log = await logUnder(browser, `${STRICT} 'wasm-unsafe-eval'`, script);
    expect(log).toEqual(["imported", "hi", "done"]);
  });

  it("can import without it, and is told by the first use what is missing", async () => {
    const log = await logUnder(browser, STRICT, script);
    expect(log).toEqual([
      "imported",
      expect.stringMatching(/^Error: the core .*'wasm-unsafe-eval'/),
    ]);
  });
});
