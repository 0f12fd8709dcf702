import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { output, root } from "./consumer.js";

/** Inside the package, so that it finds itself by its own name. */
const directory = join(root, "build/docs");
const presetFolder = join(root, "src/codec/presets");

const text = await readFile(join(root, "docs/framings.md"), "utf8");
const blocks = Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = ""]) => code);

/** What a block says that it prints: the comments behind its `console.log(...)`. */
function promised(code: string): string[] {
  return Array.from(code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm), ([, said = ""]) => said);
}

interface Preset {
  readonly name: string;
  readonly comment: string;
  readonly declaration: string;
}

/** The presets as they are written: a comment, a name, a declaration. */
async function presetsOfSource(): Promise<Preset[]> {
  const files = (await readdir(presetFolder)).filter((file) => file !== "index.ts");
  const sources = await Promise.all(
    files.map((file) => readFile(join(presetFolder, file), "utf8")),
  );
  const exported = /\/\*\*\n((?: \*[^\n]*\n)+) \*\/\nexport const (\w+): \w+ = (.*?);\n(?=\n|$)/gs;
  const all = sources.flatMap((source) => Array.from(source.matchAll(exported)));
  return all
    .map(([, comment = "", name = "", value = ""]) => {
      const lines = comment.replaceAll(/^ \* ?/gm, "");
      const plain = value.replaceAll("/* @__PURE__ */ ", "").replaceAll(/\s+/g, " ");
      const declaration = plain.replaceAll(/(?<=\() | (?=\))|,(?= [}\])])/g, "");
      return {
        name,
        comment: lines,
        declaration: declaration.replaceAll("[ {", "[{").replaceAll("} ]", "}]"),
      };
    })
    .sort((some, other) => (some.name < other.name ? -1 : 1));
}

function row({ name, comment, declaration }: Preset): string {
  const [first = ""] = comment.split("\n");
  return `| \`${name}\` | ${first.replace(/\.$/, "")} | \`${declaration}\` |`;
}

/** A table however it is padded. */
function rowsOf(table: string): string[] {
  return table
    .split("\n")
    .map((line) => line.replaceAll(/ +/g, " ").trim())
    .filter((line) => line.startsWith("| `"));
}

beforeAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await Promise.all(blocks.map((code, i) => writeFile(join(directory, `block-${i}.ts`), code)));
  const compilerOptions = { module: "NodeNext", target: "ES2022", strict: true, types: [] };
  const config = { compilerOptions, include: ["*.ts"] };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(config));
  await output(directory, process.execPath, join(root, "node_modules/typescript/bin/tsc"));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe("docs/framings.md", () => {
  it.each(blocks.map((code, i) => [i, code] as const))(
    "example %i prints what it says",
    async (i, code) => {
      const printed = await output(directory, process.execPath, `block-${i}.js`);
      expect(promised(code)).not.toEqual([]);
      expect(printed.split("\n")).toEqual(promised(code));
    },
  );

  it("lists every preset as it is declared", async () => {
    const [, table = ""] = /<!-- presets: begin -->(.*)<!-- presets: end -->/s.exec(text) ?? [];
    const presets = await presetsOfSource();
    expect(rowsOf(table)).toEqual(presets.map(row).map((line) => line.replaceAll(/ +/g, " ")));
  });
});

describe("the comment of every preset", () => {
  it("names its source and what is delivered", async () => {
    const presets = await presetsOfSource();
    const { presets: exported } = await import("../../src/codec.js");
    expect(presets.map(({ name }) => name)).toEqual(Object.keys(exported).sort());
    for (const { name, comment } of presets) {
      expect(comment, name).toMatch(/^Delivered: /m);
      expect(comment, name).toMatch(/^Source: /m);
    }
  });
});
