import Table from "cli-table3";
import { Figures } from "./asks.js";
import type { Figure } from "./harness/figures.js";
import { PLAIN, digits } from "./harness/table.js";
import { TARGETS } from "./targets.js";

export interface Verdict {
  readonly what: string;
  readonly need: number;
  readonly isMost: boolean;
  readonly reached: number | undefined;
  readonly verdict: "reached" | "missed" | "not measured";
}

/** Each target and what came of it. `node` is the version that the figures are of. */
export function judge(all: readonly Figure[], node: string): Verdict[] {
  const isLater = Number(/\d+/.exec(node)?.[0]) > 20;
  const figures = new Figures(all);
  return TARGETS.map((ask) => {
    const { what, isMost = false } = ask;
    const need = isLater ? ask.need[1] : ask.need[0];
    const reached = ask.reached(figures);
    if (reached === undefined) return { what, need, isMost, reached, verdict: "not measured" };
    const isReached = isMost ? reached <= need : reached >= need;
    return { what, need, isMost, reached, verdict: isReached ? "reached" : "missed" };
  });
}

/** What was asked, how much of it, what was reached, and the verdict. */
export function cellsOf({ what, need, isMost, reached, verdict }: Verdict): string[] {
  const asked = `${isMost ? "at most" : "at least"} ${need}`;
  return [what, asked, reached === undefined ? "-" : digits(reached), verdict];
}

/** As a table: of some sections only what they speak of, of all what could not be measured as well. */
export function verdictsTable(figures: readonly Figure[], node: string, isAll: boolean): string {
  const table = new Table({
    head: ["target", `on node ${node.replace("v", "")}`, "this run", ""],
    colAligns: ["left", "right", "right", "left"],
    ...PLAIN,
  });
  const shown = judge(figures, node).filter((each) => isAll || each.verdict !== "not measured");
  if (shown.length === 0) return "none of them was measured";
  table.push(...shown.map(cellsOf));
  return table.toString();
}
