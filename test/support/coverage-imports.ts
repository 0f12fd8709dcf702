// Stands in for src/core/imports.ts when coverage is measured: the instrumented core reports each
// counter to an import, which adds to the store that vitest's istanbul provider reads.
import { readFileSync } from "node:fs";

type Counts = Record<string, number>;
interface FileRecord {
  s: Counts;
  f: Counts;
  b: Record<string, number[]>;
}
/** Path of the file, what is counted there, its key, and the arm of a branch. */
type Counter = [path: string, kind: "s" | "f" | "b", key: string, arm: number];
interface Report {
  files: Record<string, FileRecord>;
  counters: Counter[];
}

declare global {
  var __VITEST_COVERAGE__: Record<string, FileRecord> | undefined;
}

const reportFile = new URL("../../build/as-coverage.json", import.meta.url);
const { files, counters } = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
const store = (globalThis.__VITEST_COVERAGE__ ??= {});
for (const [path, record] of Object.entries(files)) store[path] ??= record;

function count(counts: Counts | undefined, key: string): void {
  if (counts !== undefined) counts[key] = (counts[key] ?? 0) + 1;
}

function hit(id: number): void {
  const counter = counters[id];
  if (counter === undefined) throw new RangeError(`no counter ${id}: is the build up to date?`);
  const [path, kind, key, arm] = counter;
  const record = store[path];
  if (kind !== "b") {
    count(record?.[kind], key);
    return;
  }
  // Looked up every time: vitest replaces the arrays of arms between files.
  const arms = record?.b[key];
  if (arms !== undefined) arms[arm] = (arms[arm] ?? 0) + 1;
}

export function hostImports(): WebAssembly.Imports {
  return { "as-coverage": { hit } };
}
