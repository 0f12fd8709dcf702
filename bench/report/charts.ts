/** Charts as SVG, drawn by Vega-Lite without a browser. */
import { type Spec, View, parse } from "vega";
import { type TopLevelSpec, compile } from "vega-lite";
import { digits } from "../harness/table.js";

export interface Point {
  /** Whose it is. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface Bar {
  readonly name: string;
  readonly value: number;
}

const OURS = "#c2410c";
const THEIRS = "#94a3b8";

async function draw(spec: TopLevelSpec): Promise<string> {
  const config = {
    font: "system-ui, sans-serif",
    background: "#ffffff",
    axis: { labelLimit: 300 },
  };
  const compiled: Spec = compile({ ...spec, config }).spec;
  const view = new View(parse(compiled), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** One bar each, ours in a colour of their own. */
export function bars(title: string, axis: string, values: readonly Bar[]): Promise<string> {
  const data = values.map((bar) => {
    return { ...bar, ours: bar.name.startsWith("millrace"), label: digits(bar.value) };
  });
  return draw({
    title: { text: title, anchor: "start" },
    data: { values: data },
    width: 420,
    height: { step: 20 },
    encoding: {
      y: { field: "name", type: "nominal", sort: null, title: null },
      x: { field: "value", type: "quantitative", title: axis },
    },
    layer: [
      {
        mark: { type: "bar", height: 14 },
        encoding: {
          color: {
            condition: { test: "datum.ours", value: OURS },
            value: THEIRS,
          },
        },
      },
      {
        mark: { type: "text", align: "left", dx: 4 },
        encoding: { text: { field: "label", type: "nominal" } },
      },
    ],
  });
}

/** A line each, both axes by logarithms: what grows in proportion is straight. */
export function lines(
  title: string,
  [xAxis, yAxis]: readonly [string, string],
  points: readonly Point[],
): Promise<string> {
  const log = { type: "log", nice: false } as const;
  return draw({
    title: { text: title, anchor: "start" },
    data: { values: [...points] },
    width: 480,
    height: 260,
    mark: { type: "line", point: true },
    encoding: {
      x: { field: "x", type: "quantitative", title: xAxis, scale: log, axis: { format: "~s" } },
      y: { field: "y", type: "quantitative", title: yAxis, scale: log, axis: { format: "~s" } },
      color: {
        field: "name",
        type: "nominal",
        sort: null,
        legend: { title: null, labelLimit: 260 },
      },
      strokeWidth: {
        condition: { test: "indexof(datum.name, 'millrace') == 0", value: 3 },
        value: 1.5,
      },
    },
  });
}
