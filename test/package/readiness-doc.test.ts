import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as poll from "../../src/poll.js";
import { root } from "./consumer.js";

const text = await readFile(join(root, "docs/readiness.md"), "utf8");

describe("docs/readiness.md", () => {
  it("MO-01..51 names whatever millrace/poll exports", () => {
    const names = Object.keys(poll).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(names).toEqual([]);
  });

  it("says of all that is refused why", () => {
    const rows = text.split("\n").filter((line) => /\|\s+refused\s+\|/.test(line));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toMatch(/Node|node:/);
  });
});
