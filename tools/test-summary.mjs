// Ends a run of the tests with one line: how many passed and failed, from vitest's own report.
// Usage: node tools/test-summary.mjs <report.json>
import { readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: node tools/test-summary.mjs <report.json>");

const report = JSON.parse(readFileSync(file, "utf8"));
// A file that cannot even be loaded has no tests to count, and still has failed.
const unloaded = report.testResults.filter(
  (suite) => suite.status === "failed" && suite.assertionResults.length === 0,
).length;
console.log(`${report.numPassedTests} passed, ${report.numFailedTests + unloaded} failed`);
