/**
 * `npm run bench:full`: every section at its full size, in about ten minutes. Writes its results section by
 * section, and a report with charts beside them. `--resume` goes on with a run that was stopped, `--only a,b`
 * measures some sections, again if they are there; `--out DIR` writes elsewhere; `--report` draws again.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine, machineText } from "./harness/machine.js";
import { showFigures } from "./harness/table.js";
import { reportOf } from "./report/html.js";
import { headline } from "./report/headline.js";
import {
  type Results,
  figuresOf,
  nameOf,
  peerVersions,
  readResults,
  writeResults,
} from "./results.js";
import { SECTIONS } from "./sections/index.js";
import type { Section } from "./sections/section.js";
import { verdictsTable } from "./verdicts.js";

const options = {
  out: { type: "string", default: "bench/results" },
  only: { type: "string" },
  resume: { type: "boolean", default: false },
  report: { type: "boolean", default: false },
  smoke: { type: "boolean", default: false },
} as const;
const { out, only, resume, report, smoke } = parseArgs({ options }).values;

function opened(path: string, date: string): Results {
  if (existsSync(path) && (resume || report || only !== undefined)) return readResults(path);
  const command = "npm run bench:full";
  return { format: 1, date, command, machine: machine(), peers: peerVersions(), sections: [] };
}

function isDue(section: Section, results: Results): boolean {
  if (report) return false;
  if (only !== undefined) return only.split(",").includes(section.name);
  return !results.sections.some((each) => each.name === section.name);
}

const date = new Date().toISOString();
const path = join(out, `${nameOf(date, machine())}.json`);
let results = opened(path, date);
console.log(machineText(results.machine));
for (const section of SECTIONS.filter((each) => isDue(each, results))) {
  const begun = performance.now();
  const figures = await section.run(smoke ? "smoke" : "full");
  const seconds = (performance.now() - begun) / 1000;
  const result = { name: section.name, title: section.title, seconds, figures };
  const others = results.sections.filter((each) => each.name !== section.name);
  const order = SECTIONS.map((each) => each.name);
  const sections = [...others, result].sort(
    (a, b) => order.indexOf(a.name) - order.indexOf(b.name),
  );
  results = { ...results, sections };
  writeResults(path, results);
  console.log(`\n${section.title} (${seconds.toFixed(1)} s)\n${showFigures(figures)}`);
}
const base = path.replace(/\.json$/, "");
writeFileSync(`${base}.html`, await reportOf(results));
const chart = await headline(results);
if (chart !== undefined) writeFileSync(`${base}.svg`, chart);
const verdicts = verdictsTable(figuresOf(results), results.machine.node, true);
console.log(`\nTargets: ratios of this run\n${verdicts}\n\n${path}\n${base}.html`);
