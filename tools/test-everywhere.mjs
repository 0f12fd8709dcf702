// Runs the tests in each runtime, one after the other, whatever the one before it said: Node (and with
// it Chromium), Bun and Deno. Vitest itself is started by the runtime, so the tests run inside it.
// Usage: node tools/test-everywhere.mjs
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { REPORTS, counts } from "./test-summary.mjs";

const local = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const RUNTIMES = {
  node: [process.execPath],
  bun: [local("node_modules/.bin/bun"), "--bun"],
  deno: [local("node_modules/.bin/deno"), "run", "--allow-all"],
};

/** Whether all went well: vitest says so, and everything was run. */
function runIn(runtime) {
  const [command, ...flags] = RUNTIMES[runtime];
  const report = REPORTS[runtime];
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = [...flags, local("node_modules/vitest/vitest.mjs"), "run", ...reporters];
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error !== undefined) console.error(`${runtime} cannot be started: ${error.message}`);
  return status === 0 && counts(report).failed === 0;
}

const results = Object.keys(REPORTS).map((runtime) => [runtime, runIn(runtime)]);
for (const [runtime, isGood] of results) {
  const { passed, failed } = counts(REPORTS[runtime]);
  console.log(
    `${runtime.padEnd(5)} ${isGood ? "ok" : "FAILED"}: ${passed} passed, ${failed} failed`,
  );
}
if (!results.every(([, isGood]) => isGood)) process.exitCode = 1;
