import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { build, preview, type PreviewServer } from "vite";
import { afterAll, beforeAll, describe } from "vitest";
import { CHROMIUM, CHROMIUM_FLAGS } from "../support/chromium.js";

const CONFIGURATION = new URL("../../inspector/vite.config.ts", import.meta.url).pathname;

/** A core that counts coverage reports to Node: no browser can run it. */
export const describePage = describe.skipIf(process.env.MILLRACE_COVERAGE === "1");

/** The page as it is shipped, in a real browser. */
export class Inspector {
  readonly #folder: string;
  readonly #server: PreviewServer;
  readonly #browser: Browser;
  readonly #errors: string[] = [];

  private constructor(folder: string, server: PreviewServer, browser: Browser) {
    this.#folder = folder;
    this.#server = server;
    this.#browser = browser;
  }

  static async start(): Promise<Inspector> {
    const folder = mkdtempSync(join(tmpdir(), "millrace-inspector-"));
    const outDir = join(folder, "page");
    const common = { configFile: CONFIGURATION, logLevel: "warn", build: { outDir } } as const;
    await build(common);
    const server = await preview({ ...common, preview: { host: "127.0.0.1", port: 0 } });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
    return new Inspector(folder, server, browser);
  }

  /** Opens the page in a context of its own. What the page throws fails `stop()`. */
  async open(hash = "", options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      permissions: ["clipboard-read", "clipboard-write"],
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => this.#errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(message.text());
    });
    const [address] = this.#server.resolvedUrls?.local ?? [];
    await page.goto(`${address}${hash}`);
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true });
    if (this.#errors.length > 0) throw new Error(`the page complained: ${this.#errors.join("; ")}`);
  }
}

/** An inspector for the tests of a file. */
export function withInspector(): () => Inspector {
  let inspector: Inspector | undefined;
  beforeAll(async () => {
    inspector = await Inspector.start();
  });
  afterAll(() => inspector?.stop());
  return () => {
    if (inspector === undefined) throw new Error("the inspector has not started");
    return inspector;
  };
}

/** The cells of the rows in sight. */
export function rowsOf(page: Page): Promise<string[][]> {
  const rows = page.getByRole("grid", { name: "Frames" }).locator(".frame-row");
  return rows.evaluateAll((all) =>
    all.map((row) => Array.from(row.children, (cell) => cell.textContent)),
  );
}

/** Where the frames in sight start. */
export async function offsetsOf(page: Page): Promise<string[]> {
  return (await rowsOf(page)).map(([, offset = ""]) => offset);
}

export function streamText(page: Page): Locator {
  return page.getByLabel("Bytes as hex or base64");
}

export function declaration(page: Page): Promise<string | null> {
  return page.getByTestId("declaration").textContent();
}
