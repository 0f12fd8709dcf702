import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
// A directory of its own: somebody may be measuring.
const OUTPUT = "build/bench-test";
const NUMBER = String.raw`-?[\d,]+(?:\.\d+)?`;

/** What a bench prints, without the lines of its tables. */
async function outputOf(bench: string, ...options: string[]): Promise<string> {
  const args = [`${OUTPUT}/${bench}.js`, ...options];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: root, timeout: 60_000 });
  expect(stderr).toBe("");
  return stdout.replaceAll(/[─┌┬┐├┼┤└┴┘│ ]+/g, " ");
}

describe("a bench, at a small size", () => {
  beforeAll(async () => {
    const args = [
      "rolldown",
      "-c",
      "rolldown.bench.config.js",
      "--log-level",
      "warn",
      "-d",
      OUTPUT,
    ];
    await run("npx", args, { cwd: root });
  });

  it("has a row for each contestant", async () => {
    const output = await outputOf("main", "--smoke");
    for (const row of ["raw node:net, unframed", "millrace, framed"]) {
      expect(output).toMatch(
        new RegExp(`echo 64 x 32 x 64 B .*${row} ${NUMBER} ${NUMBER} ${NUMBER}`, "s"),
      );
      expect(output).toMatch(
        new RegExp(`connect, 64 B, close .*${row} ${NUMBER} ${NUMBER} % ${NUMBER}`, "s"),
      );
    }
  });

  it("counts the bytes of idle connections, which hold no buffer", async () => {
    const output = await outputOf("idle", "--connections", "60");
    const cells = Array.from({ length: 3 }, () => `(${NUMBER})`).join(" ");
    expect(output).toContain("60 idle connections");
    expect(output).toMatch(new RegExp(`node:net with listeners ${cells} -`));
    expect(output).toMatch(new RegExp(`\\n millrace ${cells} 0 `));
  });

  it("compares a server that is watched with one that is not", async () => {
    const output = await outputOf("stats", "--pairs", "2", "--seconds", "0.1");
    expect(output).toMatch(/ pairs 2 /);
    expect(output).toMatch(new RegExp(`upper 95 % bound ${NUMBER} %`));
  });
});
