// Ends a run of the tests with one line: how many passed, failed and were skipped, from vitest's own
// reports, one for each runtime that has to run them.
// Usage: node tools/test-summary.mjs
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RUNTIMES } from "./runtimes.mjs";

/** Who may skip: test/support/runtime.ts says what they cannot do. */
const LACKING = ["bun", "deno"];

/** Chromium's results are in Node's report: vitest drives it from there. */
export function reportOf(runtime) {
  const name = runtime === "node" ? "test-report.json" : `test-report.${runtime}.json`;
  return fileURLToPath(new URL(`../build/${name}`, import.meta.url));
}

/** What a report says; a runtime that has not reported has failed. */
export function counts(runtime) {
  const file = reportOf(runtime);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  // A file that cannot even be loaded has no tests to count, and still has failed.
  const unloaded = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  ).length;
  // So has a test that was left out where all can be run: nothing is skipped in silence.
  const left = report.numPendingTests + report.numTodoTests;
  const skipped = LACKING.includes(runtime) ? left : 0;
  const failed = report.numFailedTests + unloaded + left - skipped;
  // A run that could not even begin has no tests at all, and has failed.
  const isUnexplained = failed === 0 && !report.success;
  return { passed: report.numPassedTests, failed: failed + Number(isUnexplained), skipped };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = Object.keys(RUNTIMES).map(counts);
  const sum = (name) => all.reduce((total, count) => total + count[name], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
}
