// Ends a run of the tests with one line: how many passed and failed, from vitest's own reports, one for
// each runtime that has to run them.
// Usage: node tools/test-summary.mjs
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const build = (file) => fileURLToPath(new URL(`../build/${file}`, import.meta.url));

/** Chromium's results are in Node's report: vitest drives it from there. */
export const REPORTS = {
  node: build("test-report.json"),
  bun: build("test-report.bun.json"),
  deno: build("test-report.deno.json"),
};

/** What a report says; a runtime that has not reported has failed. */
export function counts(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, "utf8"));
  // A file that cannot even be loaded has no tests to count, and still has failed.
  const unloaded = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
  ).length;
  // So has a test that was left out: nothing is skipped in silence.
  const left = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + unloaded + left;
  // A run that could not even begin has no tests at all, and has failed.
  const isUnexplained = failed === 0 && !report.success;
  return { passed: report.numPassedTests, failed: failed + Number(isUnexplained) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = Object.values(REPORTS).map(counts);
  const sum = (name) => all.reduce((total, count) => total + count[name], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
}
