import { copyFile, mkdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { build as buildWithEsbuild } from "esbuild";
import { build as buildWithVite } from "vite";
import { root } from "./consumer.js";

/** Makes a minified bundle for browsers of one program, as text. */
export type Bundler = (directory: string, program: string) => Promise<string>;

/** A project whose programs find the package, as it was built, through its own exports. */
export async function linkPackage(directory: string): Promise<void> {
  await mkdir(join(directory, "node_modules"));
  await symlink(root, join(directory, "node_modules/millrace"), "dir");
}

/** Copies a program of the tests into a project. */
async function entryOf(directory: string, program: string): Promise<string> {
  const entry = join(directory, basename(program));
  await copyFile(join(root, program), entry);
  return entry;
}

export const esbuild: Bundler = async (directory, program) => {
  const { outputFiles } = await buildWithEsbuild({
    entryPoints: [await entryOf(directory, program)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    legalComments: "none",
    write: false,
  });
  return outputFiles.map(({ text }) => text).join("");
};

export const vite: Bundler = async (directory, program) => {
  const input = await entryOf(directory, program);
  const built = await buildWithVite({
    root: directory,
    configFile: false,
    logLevel: "silent",
    build: { write: false, modulePreload: false, rolldownOptions: { input } },
  });
  if (!("output" in built)) throw new TypeError("one build was asked for");
  const codes = built.output.map((part) => (part.type === "chunk" ? part.code : ""));
  return codes.join("");
};
