/**
 * `npm run bench`: what the targets speak of, in about two minutes. `--only decode,echo` runs some sections
 * (any of them); `--smoke` is a run that measures nothing well.
 */
import { parseArgs } from "node:util";
import type { Figure } from "./harness/figures.js";
import { machine, machineText } from "./harness/machine.js";
import { showFigures } from "./harness/table.js";
import { SECTIONS } from "./sections/index.js";
import type { Section, Size } from "./sections/section.js";
import { verdictsTable } from "./verdicts.js";

const options = {
  only: { type: "string" },
  smoke: { type: "boolean", default: false },
} as const;

function chosen(only: string | undefined): readonly Section[] {
  if (only === undefined) return SECTIONS.filter((section) => section.isLong !== true);
  return only.split(",").map((name) => {
    const section = SECTIONS.find((each) => each.name === name);
    const names = SECTIONS.map((each) => each.name).join(", ");
    if (section === undefined)
      throw new RangeError(`--only expected some of ${names}, not ${name}`);
    return section;
  });
}

const { only, smoke } = parseArgs({ options }).values;
const size: Size = smoke ? "smoke" : "quick";
const figures: Figure[] = [];
console.log(machineText(machine()));
for (const section of chosen(only)) {
  const begun = performance.now();
  const found = await section.run(size);
  figures.push(...found);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`\n${section.title} (${seconds} s)\n${showFigures(found)}`);
}
const verdicts = verdictsTable(figures, process.version, only === undefined);
console.log(`\nTargets: ratios of this run\n${verdicts}`);
