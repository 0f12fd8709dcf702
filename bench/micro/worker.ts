/** One micro bench in a process of its own: its arguments are its work and its name. Answers `round MS`. */
import { measure } from "mitata";
import { answer } from "../harness/conversation.js";
import { median } from "../harness/figures.js";
import type { Micro } from "./micro.js";
import { MICROS } from "./registry.js";

/** Nanoseconds of one operation. */
async function round(micro: Micro, ms: number): Promise<number> {
  const own: number[] = [];
  const once = (): Promise<void> | void => {
    const took = micro.run();
    if (took instanceof Promise) {
      return took.then((ns) => {
        if (typeof ns === "number") own.push(ns);
      });
    }
    if (typeof took === "number") own.push(took);
  };
  const stats = await measure(once, { min_cpu_time: ms * 1e6, min_samples: 5 });
  return (own.length > 0 ? median(own) : stats.p50) / micro.operations;
}

const [work = "", name = ""] = process.argv.slice(2);
const micro = MICROS[work]?.[name]?.();
if (micro === undefined) throw new RangeError(`no ${name} of ${work}`);
await answer(async ([, ms]) => ({ ns: await round(micro, Number(ms)) }));
