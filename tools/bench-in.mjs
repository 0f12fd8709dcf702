// Runs a bench in another line of Node, with all processes that it starts.
// Usage: node tools/bench-in.mjs node22|node24|node26 [main|full|prove] [options of the bench]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { RUNTIMES } from "./runtimes.mjs";

const [runtime = "", bench = "main", ...options] = process.argv.slice(2);
if (!/^node\d+$/.test(runtime) || !(runtime in RUNTIMES)) {
  throw new RangeError(`expected node22, node24 or node26, not "${runtime}"`);
}
const [program] = RUNTIMES[runtime](true).command;
const file = fileURLToPath(new URL(`../build/bench/${bench}.js`, import.meta.url));
const { status } = spawnSync(program, [file, ...options], { stdio: "inherit" });
process.exitCode = status ?? 1;
