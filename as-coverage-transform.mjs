// asc transform that counts: statements, branches and functions of the project's own files. Writes
// build/as-coverage.json: istanbul's file records, and what each counter counts.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Transform } from "assemblyscript/transform";
import { FileCounters } from "./tools/as-coverage/file-counters.mjs";

const REPORT = "build/as-coverage.json";
// A library file, so that the counters' own declaration is not counted.
const DECLARATION = `@global @external("as-coverage", "hit") declare function __as_cov(id: i32): void;`;

export default class CoverageTransform extends Transform {
  afterParse(parser) {
    const files = {};
    const counters = [];
    for (const source of parser.sources) {
      if (source.isLibrary || source.internalPath.startsWith("~lib")) continue;
      const path = resolve(this.baseDir, source.normalizedPath);
      const file = new FileCounters(path, source.text, counters);
      file.instrument(source.statements);
      // Every file has a record, counted or not: vitest would parse the missing ones as TypeScript.
      files[path] = file.record;
    }
    parser.parseFile(DECLARATION, "~lib/as_coverage.ts", true);
    const report = resolve(this.baseDir, REPORT);
    mkdirSync(dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify({ files, counters }));
  }
}
