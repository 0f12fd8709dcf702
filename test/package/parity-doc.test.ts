import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TcpServerOptions } from "../../src/index.js";
import { root } from "./consumer.js";

const text = await readFile(join(root, "docs/parity.md"), "utf8");

/** The lines of all tables: what they are about, and the test they name. */
const shown = Array.from(
  text.matchAll(/^\| (.+?) *\|(?: .+? *\|)? `(test\/[\w./-]+)`: (.+?) *\|$/gm),
  ([, row = "", file = "", title = ""]) => ({ row, file, title }),
);

/** What millrace takes over, by the numbers of the originals' features. */
const ROWS = [
  ...["MI-01..08", "MI-01..14", "MI-15..19", "MI-20,21", "mill-io #34"],
  ...["MN-01..05", "MN-06..08", "MN-09..14", "MN-15", "MN-16,17", "MN-18..20", "MN-21,22"],
  ...["MN-23,24", "MN-25", "MN-26..28", "MN-30"],
  ...["MA-01..06", "MA-07", "MA-08..12", "MA-13..18", "MA-19..22", "MA-23..26", "MA-27..36"],
  ...["MO-01..09", "MO-10..20", "MO-21..24", "MO-25", "MO-26..29", "MO-30..32", "MO-33"],
  ...["MO-34..39", "MO-41", "MO-43", "LK-01..05", "LK-06..09", "LK-10,51..58", "LK-11..17"],
  ...["LK-18,19,43", "LK-20..33", "LK-34..46", "LK-47..50", "LK-59..63", "LK-70", "LK-75", "LK-76"],
];

type KeyOf<Union> = Union extends unknown ? keyof Union : never;

/** An option that is added does not compile without its name here, nor passes without its test there. */
const OPTIONS: Record<KeyOf<TcpServerOptions>, true> = {
  backlog: true,
  blockList: true,
  codec: true,
  createSession: true,
  framing: true,
  handshakeTimeoutMs: true,
  highWaterMark: true,
  host: true,
  keepAlive: true,
  allowHalfOpen: true,
  lingerMs: true,
  loop: true,
  maxConnections: true,
  maxConnectionsPerAddress: true,
  maxFrameBytes: true,
  maxOutboundBytes: true,
  noDelay: true,
  outboundOverflow: true,
  path: true,
  pauseReadsWhenBlocked: true,
  port: true,
  proxyProtocol: true,
  signal: true,
  timeouts: true,
  tls: true,
};

/** Whether a test, a group of tests or a scenario of this file is called so; in types, a comment. */
function isIn(source: string, file: string, title: string): boolean {
  if (file.endsWith(".test-d.ts")) return source.includes(`// ${title}`);
  return [`"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted));
}

describe("docs/parity.md", () => {
  it.each(shown)("$row: $file has the test it names: $title", async ({ file, title }) => {
    expect(isIn(await readFile(join(root, file), "utf8"), file, title)).toBe(true);
  });

  it("leaves nothing out, and each line of its tables names a test", () => {
    const found = new Set(shown.map(({ row }) => row));
    for (const row of ROWS) expect(found, row).toContain(row);
    const lines = text.match(/^\| (?!row|option|-).*$/gm) ?? [];
    const elsewhere = lines.filter((line) => line.includes("(#options-of-a-server)"));
    expect(elsewhere).toHaveLength(1);
    expect(shown).toHaveLength(lines.length - elsewhere.length);
  });

  it("names every option of a server, and no other", () => {
    const [, table = ""] = text.split("## Options of a server\n");
    const named = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, name = ""]) => name);
    expect(named.toSorted()).toEqual(Object.keys(OPTIONS).toSorted());
  });
});
