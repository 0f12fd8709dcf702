/** Runs before the first test that needs a browser. */
export { requireChromium as setup } from "./chromium.js";
