/**
 * `npm run bench:compare -- A.json B.json`: what has changed from one recorded run to another. By default
 * our own figures; `--all` has everybody's.
 */
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { type Figure, isRate, median, spread } from "./harness/figures.js";
import { PLAIN, digits } from "./harness/table.js";
import { figuresOf, readResults } from "./results.js";

const { values, positionals } = parseArgs({
  options: { all: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [before, after] = positionals;
if (before === undefined || after === undefined) {
  throw new RangeError("expected two files of bench/results");
}

function keyOf({ bench, work, contestant, unit }: Figure): string {
  return JSON.stringify([bench, work, contestant, unit]);
}

/** In words, if it is more than what the rounds of each run differ by. */
function change(old: Figure, now: Figure): string {
  const ratio = median(now.values) / median(old.values);
  const times = isRate(now.unit) ? ratio : 1 / ratio;
  const noise = Math.max(spread(old.values), spread(now.values)) / 2;
  if (!Number.isFinite(times) || Math.abs(Math.log(times)) <= noise) return "within the spread";
  return times > 1 ? "better" : "worse";
}

const [old, now] = [readResults(before), readResults(after)];
for (const { date, machine } of [old, now]) {
  console.log(`${date.slice(0, 10)}: ${machine.cores} x ${machine.cpu}, node ${machine.node}`);
}
const olds = new Map(figuresOf(old).map((figure) => [keyOf(figure), figure]));
const table = new Table({
  head: ["work", "contestant", "unit", "before", "after", "after / before", ""],
  colAligns: ["left", "left", "left", "right", "right", "right", "left"],
  ...PLAIN,
});
for (const figure of figuresOf(now)) {
  const was = olds.get(keyOf(figure));
  const isShown = values.all || figure.contestant.startsWith("millrace");
  if (!isShown || was === undefined || was.values.length === 0 || figure.values.length === 0) {
    continue;
  }
  const [from, to] = [median(was.values), median(figure.values)];
  const { work, contestant, unit } = figure;
  const cells = [digits(from), digits(to), (to / from).toFixed(2), change(was, figure)];
  table.push([work, contestant, unit, ...cells]);
}
console.log(table.toString());
