import { Child, script } from "../harness/child.js";
import type { Figure } from "../harness/figures.js";
import { interleave } from "../harness/rounds.js";
import { MICROS } from "../micro/registry.js";
import { type Section, type Size, bySize } from "./section.js";

export const MICRO = "micro";

/** Whom no target names; their figures say where the time goes. */
function isInner(work: string): boolean {
  return work.startsWith("core") || work.startsWith("engine");
}

async function measure(work: string, size: Size): Promise<Figure[]> {
  const children = Object.keys(MICROS[work] ?? {}).map((name) => {
    const [node = "", ...worker] = script("./micro-worker.js", work, name);
    return [name, new Child([node, "--expose-gc", ...worker])] as const;
  });
  const ms = bySize(size, 2, isInner(work) ? 20 : 60, 80);
  const runs = children.map(([name, child]) => {
    return [name, async () => ((await child.ask(`round ${ms}`)) as { ns: number }).ns] as const;
  });
  try {
    const times = await interleave(new Map(runs), bySize(size, 1, isInner(work) ? 3 : 5, 9));
    return [...times].map(([contestant, values]) => {
      return { bench: MICRO, work, contestant, unit: "ns / operation", values };
    });
  } finally {
    for (const [, child] of children) child.kill();
  }
}

async function run(size: Size): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const work of Object.keys(MICROS)) figures.push(...(await measure(work, size)));
  return figures;
}

export const microSection: Section = { name: MICRO, title: "Encoding, engine, core, pool", run };
