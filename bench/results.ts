import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Figure } from "./harness/figures.js";
import type { Machine } from "./harness/machine.js";

/** What one section of a run gave. */
export interface SectionResult {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
}

/** A recorded run, as it lies in bench/results. */
export interface Results {
  readonly format: 1;
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  /** Versions of those that were compared. */
  readonly peers: Readonly<Record<string, string>>;
  readonly sections: readonly SectionResult[];
}

const PEERS = [
  "@serialport/parser-delimiter",
  "bun",
  "deno",
  "frame-stream",
  "it-length-prefixed",
  "length-prefixed-stream",
  "packet-reader",
  "pg-protocol",
  "split2",
  "ws",
];

export function peerVersions(): Record<string, string> {
  const { devDependencies } = createRequire(import.meta.url)("../../package.json") as {
    devDependencies: Record<string, string>;
  };
  return Object.fromEntries(PEERS.map((name) => [name, devDependencies[name] ?? "unknown"]));
}

/** Where a run of this machine and day goes. */
export function nameOf(date: string, { cores, cpu, node }: Machine): string {
  const text = `${date.slice(0, 10)}-${cores}x-${cpu}-node${node.slice(1)}`;
  return text.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-");
}

/** @throws Error if the file is none of these. */
export function readResults(path: string): Results {
  const results = JSON.parse(readFileSync(path, "utf8")) as Partial<Results>;
  if (results.format !== 1) throw new Error(`${path} holds no results of this bench`);
  return results as Results;
}

/** Whole or not at all: a run that is stopped leaves the sections that it has done. */
export function writeResults(path: string, results: Results): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(results)}\n`);
  renameSync(`${path}.part`, path);
}

export function figuresOf(results: Results): Figure[] {
  return results.sections.flatMap((section) => section.figures);
}
