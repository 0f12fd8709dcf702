/**
 * `npm run faults`: every scenario at full scale, one after the other, on real sockets. Ends with a
 * table; the exit code says whether anything was lost or is not home.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import type { Scale, Scenario } from "./scenario.js";
import { scenarios } from "./scenarios/index.js";
import { type Row, faultsTable, isGood } from "./table.js";

const USAGE = `usage: npm run faults -- [--small] [--only TEXT]
  --small  at the scale of the tests
  --only   the scenarios whose name has this in it
`;

interface Wanted {
  readonly small?: boolean | undefined;
  readonly only?: string | undefined;
}

/** What the command line asks for; undefined, and the usage told, if it cannot be. */
function asked(): Wanted | undefined {
  try {
    return parseArgs({ options: { small: { type: "boolean" }, only: { type: "string" } } }).values;
  } catch (error) {
    process.stderr.write(`${String(error)}\n${USAGE}`);
    return undefined;
  }
}

async function rowOf(scenario: Scenario, scale: Scale): Promise<Row> {
  const { name } = scenario;
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  try {
    const outcome = await scenario.run(scale);
    return { name, outcome, seconds: seconds() };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { name, outcome: undefined, seconds: seconds(), failure };
  }
}

const wanted = asked();
if (wanted === undefined) process.exit(2);
const { only = "", small = false } = wanted;
const scale: Scale = {
  pick: (little, full) => (small ? little : full),
  childScript: fileURLToPath(new URL("child.js", import.meta.url)),
};
const rows: Row[] = [];
for (const scenario of scenarios.filter(({ name }) => name.includes(only))) {
  const row = await rowOf(scenario, scale);
  process.stdout.write(
    `${isGood(row) ? "good" : "BAD "} ${row.name}, ${row.seconds.toFixed(1)} s\n`,
  );
  rows.push(row);
}
process.stdout.write(`${faultsTable(rows)}\n`);
process.exit(rows.length > 0 && rows.every(isGood) ? 0 : 1);
