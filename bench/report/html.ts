/** A recorded run as one page that needs nothing else. */
import { type Figure, median, spread, timesBetter } from "../harness/figures.js";
import { machineText } from "../harness/machine.js";
import { byWork, digits, isReference } from "../harness/table.js";
import { type Results, type SectionResult, figuresOf } from "../results.js";
import { cellsOf, judge } from "../verdicts.js";
import { chartsOf } from "./figures-charts.js";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; color: #1e293b }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #e2e8f0; text-align: right }
th:first-child, td:first-child { text-align: left }
.ours td:first-child { font-weight: 600; color: #c2410c }
.missed td:last-child { color: #b91c1c; font-weight: 600 } .reached td:last-child { color: #15803d }
.charts { display: flex; flex-wrap: wrap; gap: 1rem } .charts svg { max-width: 100%; height: auto }
summary { cursor: pointer }`;

function text(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function row(cells: readonly string[], className = ""): string {
  const tds = cells.map((cell) => `<td>${text(cell)}</td>`).join("");
  return `<tr class="${className}">${tds}</tr>`;
}

function table(head: readonly string[], rows: readonly string[]): string {
  const ths = head.map((cell) => `<th>${text(cell)}</th>`).join("");
  return `<table><thead><tr>${ths}</tr></thead><tbody>${rows.join("\n")}</tbody></table>`;
}

function targetsOf(results: Results): string {
  const rows = judge(figuresOf(results), results.machine.node).map((verdict) => {
    return row(cellsOf(verdict), verdict.verdict);
  });
  return table(["target", "asked", "this run", ""], rows);
}

function workOf(work: string, figures: readonly Figure[]): string {
  const base = figures.find((figure) => isReference(figure.contestant) && figure.values.length > 0);
  const rows = figures.map((figure) => {
    const { contestant, unit, values, note } = figure;
    const isOurs = contestant.startsWith("millrace") ? "ours" : "";
    if (note !== undefined) return row([contestant, unit, "-", "-", note], isOurs);
    const share = values.length > 1 ? `${(100 * spread(values)).toFixed(0)} %` : "-";
    const isSame = base?.unit === unit;
    const ratio = base !== undefined && isSame ? timesBetter(figure, base).toFixed(2) : "";
    return row([contestant, unit, digits(median(values)), share, ratio], isOurs);
  });
  const head = [work, "", "median", "spread", `x ${base?.contestant ?? ""}`];
  return table(head, rows);
}

async function sectionOf(section: SectionResult): Promise<string> {
  const charts = await chartsOf(section);
  const tables = [...byWork(section.figures)].map(([work, figures]) => workOf(work, figures));
  return `<h2>${text(section.title)}</h2>
<div class="charts">${charts.join("\n")}</div>
<details><summary>Figures (${section.seconds.toFixed(0)} s of measuring)</summary>${tables.join("\n")}</details>`;
}

export async function reportOf(results: Results): Promise<string> {
  const sections: string[] = [];
  for (const section of results.sections) sections.push(await sectionOf(section));
  const peers = Object.entries(results.peers).map(([name, version]) => `${name} ${version}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>millrace bench, ${text(results.date.slice(0, 10))}</title>
<style>${STYLE}</style></head><body>
<h1>millrace bench</h1>
<p>${text(results.date)}, <code>${text(results.command)}</code><br>${text(machineText(results.machine))}<br>
${text(peers.join(", "))}</p>
<p>Medians of interleaved rounds; the spread is from the fastest to the slowest round, as a share of the
median. How it is measured: docs/performance.md.</p>
<h2>Targets</h2>
${targetsOf(results)}
${sections.join("\n")}
</body></html>
`;
}
