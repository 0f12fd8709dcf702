// Runs the tests in each runtime, one after the other, whatever the one before it said: Node (and with
// it Chromium), Node 22, 24 and 26, Bun and Deno. Vitest itself is started by the runtime, so the tests
// run inside it.
// Usage: node tools/test-everywhere.mjs [runtime ...]
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RUNTIMES } from "./runtimes.mjs";
import { counts, reportOf } from "./test-summary.mjs";

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));

/** Whether all went well: vitest says so, and everything was run. */
function runIn(runtime) {
  const report = reportOf(runtime);
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { command, selection } = RUNTIMES[runtime](asked.length > 0);
  const [program, ...flags] = command;
  const args = [...flags, vitest, "run", ...selection, ...reporters];
  const { status, error } = spawnSync(program, args, { stdio: "inherit" });
  if (error !== undefined) console.error(`${runtime} cannot be started: ${error.message}`);
  return status === 0 && counts(runtime).failed === 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in RUNTIMES));
if (unknown.length > 0) throw new RangeError(`no such runtime: ${unknown.join(", ")}`);
const results = (asked.length > 0 ? asked : Object.keys(RUNTIMES)).map((runtime) => [
  runtime,
  runIn(runtime),
]);
for (const [runtime, isGood] of results) {
  const { passed, failed, skipped } = counts(runtime);
  const verdict = isGood ? "ok" : "FAILED";
  const numbers = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  console.log(`${runtime.padEnd(6)} ${verdict}: ${numbers}`);
}
if (!results.every(([, isGood]) => isGood)) process.exitCode = 1;
