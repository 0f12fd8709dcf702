import { existsSync } from "node:fs";

/** The browser that the tests run in: `MILLRACE_CHROMIUM`, or where Debian puts it. */
export const CHROMIUM: string = process.env.MILLRACE_CHROMIUM ?? "/usr/bin/chromium";

/** No window, no sandbox (CI runs as root), and not a word to the network. */
export const CHROMIUM_FLAGS: string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws Error that says what to install if there is no browser. */
export function requireChromium(): void {
  if (existsSync(CHROMIUM)) return;
  throw new Error(
    `no Chromium at ${CHROMIUM}: "apt-get install chromium", or let MILLRACE_CHROMIUM name another`,
  );
}
