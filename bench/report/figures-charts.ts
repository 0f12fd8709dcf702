import { type Figure, median } from "../harness/figures.js";
import { byWork } from "../harness/table.js";
import type { SectionResult } from "../results.js";
import { CONNECTIONS } from "../sections/connections.js";
import { MATRIX } from "../sections/matrix.js";
import { SIZES } from "../sections/sizes.js";
import { type Point, bars, lines } from "./charts.js";

function isThere(figure: Figure): boolean {
  return figure.values.length > 0;
}

/** Bars of a work's first unit. */
function barsOf(work: string, figures: readonly Figure[]): Promise<string> {
  const unit = figures[0]?.unit ?? "";
  const those = figures.filter((figure) => figure.unit === unit && isThere(figure));
  const values = those.map(({ contestant, values }) => ({
    name: contestant,
    value: median(values),
  }));
  return bars(work, unit, values);
}

/** The points of all contestants, `x` being the number that a work begins with. */
function pointsOf(figures: readonly Figure[], unit: string): Point[] {
  return figures
    .filter((figure) => figure.unit === unit && isThere(figure))
    .map((figure) => {
      return { name: figure.contestant, x: Number.parseInt(figure.work), y: median(figure.values) };
    });
}

/** Frame sizes: flat where the frame counts, straight where its bytes do; and the same by the byte. */
function sizeCharts(figures: readonly Figure[]): Promise<string>[] {
  const HEADER_BYTES = 4;
  // A logarithm has no place for nothing: wire bytes, which every frame has.
  const points = pointsOf(figures, "ns / frame").map((point) => {
    return { ...point, x: point.x + HEADER_BYTES };
  });
  const byByte = points.map((point) => ({ ...point, y: point.y / point.x }));
  return [
    lines("Time of a frame", ["bytes of a frame on the wire", "ns / frame"], points),
    lines("Time of a byte", ["bytes of a frame on the wire", "ns / byte"], byByte),
  ];
}

function connectionCharts(figures: readonly Figure[]): Promise<string>[] {
  const points = pointsOf(figures, "frames / s");
  const times = points.map((point) => ({ ...point, y: 1e6 / point.y }));
  const axis = "connections";
  return [
    lines("Frames per second", [axis, "frames / s"], points),
    lines("Time of a frame", [axis, "µs / frame"], times),
  ];
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 * 1024 };

/** Each framing and kind of chunk: time against payload. */
function matrixCharts(figures: readonly Figure[]): Promise<string>[] {
  const series = new Map<string, Point[]>();
  for (const figure of figures) {
    const [framing = "", size = "", chunk = ""] = figure.work.split(", ");
    const [number = "", unit = ""] = size.split(" ");
    if (figure.unit !== "ns / frame" || !isThere(figure)) continue;
    const title = `${framing}, ${chunk}`;
    const x = Number(number) * (UNITS[unit] ?? Number.NaN);
    const point = { name: figure.contestant, x, y: median(figure.values) };
    series.set(title, [...(series.get(title) ?? []), point]);
  }
  const axes = ["bytes of a payload", "ns / frame"] as const;
  return [...series].map(([title, points]) => lines(title, axes, points));
}

/** The charts of a section, in order. */
export function chartsOf(section: SectionResult): Promise<string[]> {
  const { name, figures } = section;
  if (name === SIZES) return Promise.all(sizeCharts(figures));
  if (name === CONNECTIONS) return Promise.all(connectionCharts(figures));
  if (name.startsWith(MATRIX)) return Promise.all(matrixCharts(figures));
  return Promise.all([...byWork(figures)].map(([work, those]) => barsOf(work, those)));
}
