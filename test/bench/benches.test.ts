import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
// A directory of its own: somebody may be measuring.
const OUTPUT = "build/bench-test";
const NUMBER = String.raw`-?[\d,]+(?:\.\d+)?(?:e-?\d+)?`;

/** What a bench prints, without the lines of its tables. */
async function outputOf(bench: string, ...options: string[]): Promise<string> {
  const args = [`${OUTPUT}/${bench}.js`, ...options];
  const { stdout, stderr } = await run(process.execPath, args, { cwd: root, timeout: 60_000 });
  expect(stderr).toBe("");
  return stdout.replaceAll(/[─┌┬┐├┼┤└┴┘│ ]+/g, " ");
}

/** Some sections of the bench, at a size that measures nothing well. */
function smoke(...sections: string[]): Promise<string> {
  return outputOf("main", "--smoke", "--only", sections.join(","));
}

/** A contestant's row, with a first figure in it. */
function row(contestant: string): RegExp {
  const name = contestant.replaceAll(/[.()+]/g, String.raw`\$&`);
  return new RegExp(`^ ?${name} ${NUMBER} ${NUMBER} %`, "m");
}

describe("a bench, at a small size", () => {
  beforeAll(async () => {
    const config = ["-c", "rolldown.bench.config.js", "--log-level", "warn", "-d", OUTPUT];
    await run("npx", ["rolldown", ...config], { cwd: root });
  });

  it("proves that every contestant sees every byte of every frame", async () => {
    const output = await outputOf("prove", "--prove");
    // Contestants in JavaScript, in each of three shapes; native ones come on top.
    expect(Number(/^(\d+) runs saw every byte/.exec(output)?.[1])).toBeGreaterThanOrEqual(80);
  });

  it("has a row for each peer of each framing, and a verdict on each target", async () => {
    const output = await smoke("decode", "large");
    const peers = ["frame-stream", "packet-reader", "length-prefixed-stream", "it-length-prefixed"];
    const others = ["split2", "@serialport/parser-delimiter", "pg-protocol", "ws Receiver"];
    const own = ["millrace batch", "millrace Frame", "millrace Frame.bytes()"];
    for (const name of [...peers, ...others, ...own, "copying the bytes once"]) {
      expect(output).toMatch(row(name));
    }
    expect(output).toMatch(/batch path x readUInt32BE \+ subarray at least .* (reached|missed)/);
    expect(output).not.toContain("import + first frame, ms above bare node");
  });

  it("compares what is encoded, forwarded, and what the core's calls take", async () => {
    const output = await smoke("micro");
    for (const name of [
      "allocUnsafe + writeUInt32BE + copy",
      "millrace FrameEncoder.encodeInto()",
      "millrace Connection.send(frame)",
      "millrace, onFrame and send",
      "headerBlock",
      "take and give a slot",
    ]) {
      expect(output).toMatch(row(name));
    }
  });

  it("drives echo servers, starts processes, opens and closes connections", async () => {
    const output = await smoke("echo", "startup", "connections", "visits");
    for (const name of [
      "node:net, parser, a write per frame",
      "node:net, parser, corked",
      "Bun.listen, unframed",
      "Deno.listen, unframed",
      "millrace/codec, first frame",
    ]) {
      expect(output).toMatch(row(name));
    }
    for (const work of ["64 x 32 x 64 B", "20 x 1 x 64 B", "connect, 64 B there and back, close"]) {
      expect(output).toMatch(new RegExp(`${work} .*\n millrace ${NUMBER} .*\n raw node:net`));
    }
  });

  it("goes through sizes, small chunks and links", async () => {
    const output = await smoke("sizes", "trickle", "links");
    for (const work of ["65536 B", "varint, frames of 4 KiB", "round trip of 128 B"]) {
      expect(output).toContain(` ${work} `);
    }
  });

  it("decodes in a page", async () => {
    const output = await smoke("browser");
    expect(output).toMatch(/u32, 64 B, chunks of 64 KiB, Chromium \d/);
    for (const name of [
      "millrace batch",
      "cursor, getUint32 + subarray",
      "TextDecoder and split",
    ]) {
      expect(output).toMatch(row(name));
    }
  });

  it("records a run, goes on with it, draws a page that needs nothing else, and compares", async () => {
    const out = await mkdtemp(join(tmpdir(), "millrace-results-"));
    try {
      await outputOf("full", "--smoke", "--out", out, "--only", "startup");
      const output = await outputOf("full", "--smoke", "--out", out, "--only", "sizes");
      const files = await readdir(out);
      const [json = "", html = ""] = [".json", ".html"].map((end) => {
        return join(out, files.find((file) => file.endsWith(end)) ?? "");
      });
      expect(output).toContain(json);
      expect(output).toMatch(
        /import \+ first frame, ms above bare node at most 15 .* (reached|missed)/,
      );
      const { sections } = JSON.parse(await readFile(json, "utf8")) as {
        sections: { name: string; figures: unknown[] }[];
      };
      expect(sections.map(({ name }) => name)).toEqual(["startup", "sizes"]);
      const page = await readFile(html, "utf8");
      expect(page).toContain("Time of a byte");
      expect(page.match(/<svg /g)).toHaveLength(3);
      expect(page).not.toMatch(/<(?:script|link|img)|url\(http/);
      const table = await outputOf("compare", json, json);
      expect(table).toMatch(/millrace batch ns \/ frame \S+ \S+ 1\.00 within the spread/);
    } finally {
      await rm(out, { recursive: true });
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

  it("counts what an event of poll leaves behind", async () => {
    const output = await outputOf("poll", "--smoke");
    expect(output).toMatch(new RegExp(`TcpStream in run\\(\\), 1 byte each ${NUMBER} ${NUMBER}`));
  });
});
