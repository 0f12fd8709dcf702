import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type Page, chromium } from "playwright-core";
import { CHROMIUM, CHROMIUM_FLAGS, requireChromium } from "../support/chromium.js";

const HTML = '<!doctype html><script type="module" src="/app.js"></script>';

/** Chromium without a window. */
export function launch(): Promise<Browser> {
  requireChromium();
  return chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS });
}

/** Serves a page with one script, under a content security policy. */
async function serve(script: string, policy: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === "/app.js";
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : HTML);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** What a page logs, up to "done" or the first error that nobody caught. */
function logOf(page: Page): Promise<string[]> {
  const lines: string[] = [];
  return new Promise((resolve) => {
    page.on("console", (message) => {
      // The browser itself reports what a policy has blocked: that is not the page's doing.
      if (message.type() === "log") lines.push(message.text());
      if (message.text() === "done") resolve(lines);
    });
    page.on("pageerror", (error) => {
      lines.push(`${error.name}: ${error.message}`);
      resolve(lines);
    });
  });
}

/** Runs a script in a page of its own under `policy`, and answers what it logged. */
export async function logUnder(
  browser: Browser,
  policy: string,
  script: string,
): Promise<string[]> {
  const server = await serve(script, policy);
  const page = await browser.newPage();
  try {
    const log = logOf(page);
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    return await log;
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
}
