import { median } from "../harness/figures.js";
import { type Results, figuresOf } from "../results.js";
import { DECODE, decodeWork } from "../sections/decode.js";
import { bars } from "./charts.js";

/** The one chart for the front page: nanoseconds of a frame of 64 B; undefined if it was not measured. */
export async function headline(results: Results): Promise<string | undefined> {
  const work = decodeWork("u32");
  const figures = figuresOf(results).filter((figure) => {
    const isTime = figure.unit === "ns / frame" && figure.values.length > 0;
    return figure.bench === DECODE && figure.work === work && isTime;
  });
  if (figures.length === 0) return undefined;
  const values = figures.map(({ contestant, values }) => {
    return { name: contestant, value: median(values) };
  });
  values.sort((a, b) => a.value - b.value);
  const title = `Frames of 64 B behind a u32, node ${results.machine.node.slice(1)}`;
  return bars(title, "ns / frame", values);
}
