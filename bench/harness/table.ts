import Table from "cli-table3";
import { type Figure, median, spread, timesBetter } from "./figures.js";

/** How all tables look. */
export const PLAIN = {
  style: { head: [], border: [] },
  chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
};

/** What the others of a work are compared with: whoever of these is there. */
const REFERENCES = [
  "cursor",
  "raw node:net",
  "allocUnsafe",
  "copying the bytes",
  "bare node",
  "of nothing",
  "split2",
];

export function isReference(contestant: string): boolean {
  return REFERENCES.some((name) => contestant.startsWith(name));
}

/** Three digits that say something. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return value === 0 ? "0" : value.toPrecision(3);
}

/** The figures of each work, in the order in which they came. */
export function byWork(figures: readonly Figure[]): Map<string, Figure[]> {
  const works = new Map<string, Figure[]>();
  for (const figure of figures) works.set(figure.work, [...(works.get(figure.work) ?? []), figure]);
  return works;
}

function tableOf(work: string, figures: readonly Figure[]): string {
  const units = [...new Set(figures.map((figure) => figure.unit))];
  const [main = "", ...others] = units;
  const of = (contestant: string, unit: string): Figure | undefined =>
    figures.find((figure) => figure.contestant === contestant && figure.unit === unit);
  const names = [...new Set(figures.map((figure) => figure.contestant))];
  const reference = names.find(isReference);
  const base = reference === undefined ? undefined : of(reference, main);
  const ratioHead = base === undefined ? [] : [`x ${reference ?? ""}`.slice(0, 24)];
  const head = [work, main, "spread", ...ratioHead, ...others];
  const table = new Table({
    head,
    colAligns: ["left", ...head.slice(1).map(() => "right" as const)],
    ...PLAIN,
  });
  const absent: string[] = [];
  for (const name of names) {
    const figure = of(name, main);
    if (figure === undefined) continue;
    if (figure.note !== undefined) {
      absent.push(`${name}: ${figure.note}`);
      continue;
    }
    const ratio = base === undefined ? [] : [timesBetter(figure, base).toFixed(2)];
    const rest = others.map((unit) => digits(median(of(name, unit)?.values ?? [])));
    const share = `${(100 * spread(figure.values)).toFixed(0)} %`;
    table.push([name, digits(median(figure.values)), share, ...ratio, ...rest]);
  }
  return [table.toString(), ...absent].join("\n");
}

/** A table for each work. */
export function showFigures(figures: readonly Figure[]): string {
  return [...byWork(figures)].map(([work, those]) => tableOf(work, those)).join("\n");
}
