import Table from "cli-table3";
import type { Outcome } from "./scenario.js";

/** What has become of one scenario. */
export interface Row {
  readonly name: string;
  readonly seconds: number;
  /** Undefined if it has not come to an end, or does not keep what it claims. */
  readonly outcome: Outcome | undefined;
  readonly failure?: string;
}

/** Whether all is well with it; what the machine does not allow cannot go wrong. */
export function isGood({ outcome }: Row): boolean {
  return outcome?.lost === 0 && outcome.notHome === 0;
}

function whole(value: number | undefined): string {
  return value === undefined ? "-" : value.toLocaleString("en-US");
}

function nameOf({ name, outcome, failure }: Row): string {
  const skipped = outcome?.skipped === undefined ? undefined : `skipped: ${outcome.skipped}`;
  const remarks = [outcome?.note, skipped, failure].filter((remark) => remark !== undefined);
  return [name, ...remarks.map((remark) => `  ${remark}`)].join("\n");
}

/** One line of the table for each. */
export function faultsTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ["fault", "frames sent", "received", "lost", "not home", "seconds"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    colWidths: [66, null, null, null, null, null],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const { outcome, seconds } = row;
    const figures = [outcome?.sent, outcome?.received, outcome?.lost, outcome?.notHome];
    table.push([nameOf(row), ...figures.map(whole), seconds.toFixed(1)]);
  }
  return table.toString();
}
