import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Packed,
  install,
  linkNodeTypes,
  output,
  outputOf,
  outputOfTypeScript,
  pack,
  root,
  scratch,
  sourcesFrom,
} from "./consumer.js";

let directory: string;
let packed: Packed;
let installed: string;

beforeAll(async () => {
  directory = await scratch();
  packed = await pack(directory);
  await install(directory, packed.tarball);
  installed = join(directory, "node_modules/millrace");
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe("the packed library", () => {
  it("holds what was built and three texts about it, and no sources or tests", () => {
    const others = packed.paths.filter((path) => !path.startsWith("dist/"));
    expect(others.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    const unexpected = packed.paths.filter((path) => /(?<!\.d)\.ts$|\.test\.|\.wat$/.test(path));
    expect(unexpected).toEqual([]);
  });

  it("brings no other package with it", async () => {
    const text = await readFile(join(installed, "package.json"), "utf8");
    const manifest = JSON.parse(text) as Record<string, unknown>;
    expect(manifest).not.toHaveProperty("dependencies");
    // A peer that is optional is not installed unasked.
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(["piscina"]);
    expect(manifest.peerDependenciesMeta).toEqual({ piscina: { optional: true } });
    expect(manifest).not.toHaveProperty("optionalDependencies");
    const packages = await readdir(join(directory, "node_modules"));
    expect(packages.filter((name) => !name.startsWith("."))).toEqual(["millrace"]);
  });

  it("names whose code is bundled, with the license", async () => {
    const notices = await readFile(join(installed, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
    expect(notices).toContain("as-bind 0.8.2 (MIT)");
    expect(notices).toContain("Copyright (c) 2019 Aaron Turner");
  });

  it("has a codec entry that names nothing of Node", async () => {
    const sources = await sourcesFrom(join(installed, "dist/codec.js"));
    expect(sources.join("\n")).not.toMatch(/["']node:|\brequire\(|\bBuffer\.|\bprocess\./);
  });

  it("has nothing that publint objects to", async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
    const texts = messages.map((message) => formatMessage(message, pkg, { color: false }));
    expect(texts).toEqual([]);
  });

  it("has types that resolve wherever the package does", async () => {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const format = ["--format", "table-flipped", "--no-color", "--no-emoji"];
    const args = [packed.tarball, "--profile", "esm-only", ...format];
    const report = await output(directory, process.execPath, attw, ...args);
    for (const entry of [
      "millrace",
      "millrace/codec",
      "millrace/poll",
      "millrace/blocking",
      "millrace/core.wasm",
    ]) {
      expect(report).toMatch(new RegExp(`"${entry}" +│ OK \\(ESM\\) +│ OK `));
    }
  });
});

describe("a project that has installed the library", () => {
  it("decodes a frame from JavaScript", async () => {
    expect(await outputOf(directory, "decode.mjs")).toBe("hi");
  });

  it("gets its frame back from a server on loopback", async () => {
    expect(await outputOf(directory, "echo.mjs")).toBe("000000026869");
  });

  it("compiles against the codec without knowing Node, library files checked", async () => {
    expect(await outputOfTypeScript(directory, "decode", [])).toBe("hi");
  });

  it("compiles against both entries with Node's types, library files checked", async () => {
    await linkNodeTypes(directory);
    expect(await outputOfTypeScript(directory, "echo", ["node"])).toBe("true IPv4");
  });

  it("finds the command", async () => {
    const help = await output(directory, "npx", "--offline", "millrace", "--help");
    expect(help).toMatch(/usage: *millrace/i);
  });
});
