import { spawnSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";
import { native } from "./child.js";

/** What the figures are of. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** The compiler of bench/native, if it was built. */
  readonly rust: string | undefined;
  readonly load: "native" | "node";
}

export function machine(): Machine {
  const isNative = native("load") !== undefined;
  const rust = spawnSync("rustc", ["--version"], { encoding: "utf8" }).stdout;
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    v8: process.versions.v8,
    rust: isNative ? (rust as string | undefined)?.trim() : undefined,
    load: isNative ? "native" : "node",
  };
}

export function machineText(of: Machine): string {
  const { cores, cpu, memoryGiB, system, node, v8, rust, load } = of;
  const natives = rust ?? "bench/native not built (npm run bench:native)";
  return `${cores} x ${cpu}, ${memoryGiB} GiB, ${system}; node ${node}, V8 ${v8}; ${natives}; load: ${load}`;
}
