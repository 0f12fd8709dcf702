import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LACKS } from "../support/runtime.js";
import { root } from "./consumer.js";

const NAMES = new Map([
  ["Bun", "bun"],
  ["Deno", "deno"],
]);

it("docs/runtimes.md has a row, with its reason, for all that a runtime cannot do, and no other", async () => {
  const text = await readFile(join(root, "docs/runtimes.md"), "utf8");
  const [, table = ""] =
    /<!-- capabilities: begin -->(.*)<!-- capabilities: end -->/s.exec(text) ?? [];
  const rows = Array.from(
    table.matchAll(/^\| `(\w+)` *\| (\w+) *\| (.*?) *\| (.*?) *\|$/gm),
    ([, name = "", runtime = "", instead = "", reason = ""]) => {
      expect(instead, name).not.toBe("");
      return [name, NAMES.get(runtime), reason];
    },
  );
  const lacks = Object.entries(LACKS).flatMap(([name, reasons]) =>
    Object.entries(reasons).map(([runtime, reason]) => [name, runtime, reason]),
  );
  expect(lacks).not.toEqual([]);
  expect(rows).toEqual(lacks);
});
