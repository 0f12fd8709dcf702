import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig } from "rolldown";
import { asBindUnread } from "./tools/as-bind-unread.mjs";

// Its runtime is in the wasm, its loader in as-bind.
const COMPILER = resolve("node_modules/assemblyscript");
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

function licenseOf(directory) {
  const { name, version, license } = JSON.parse(
    readFileSync(join(directory, "package.json"), "utf8"),
  );
  const files = readdirSync(directory).filter((entry) => /^(licen[cs]e|notice)/i.test(entry));
  const texts = files.map((file) => readFileSync(join(directory, file), "utf8").trim());
  return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}

// Of all builds: the last one writes the file.
const bundled = new Set([COMPILER]);

/** Whoever is bundled is named, with its license. */
const notices = {
  name: "third-party-notices",
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
    for (const id of modules) {
      const directory = PACKAGE.exec(id)?.[0];
      if (directory !== undefined && existsSync(directory)) bundled.add(directory);
    }
    const source = [...bundled]
      .sort()
      .map(licenseOf)
      .join(`\n${"-".repeat(80)}\n\n`);
    this.emitFile({ type: "asset", fileName: "THIRD-PARTY-NOTICES.txt", source });
  },
};

/** The core as a file, for runtimes that compile no bytes: it is the one inside the bundle. */
const coreFile = {
  name: "core-file",
  generateBundle() {
    const copy = (from, fileName) =>
      this.emitFile({ type: "asset", fileName, source: readFileSync(from) });
    copy("build/core.wasm", "core.wasm");
    copy("src/core/core-file.d.ts", "core.wasm.d.ts");
  },
};

/** The program uses the library as it was built. */
const library = {
  name: "library",
  resolveId(source) {
    const isLibrary = /^(\.\.\/)+index\.js$/.test(source);
    return isLibrary ? { id: "./index.js", external: true } : undefined;
  },
};

const common = {
  platform: "node",
  transform: { target: "node20" },
  // Our users' bundlers do not all fold limits, and keep those that are not used.
  optimization: { inlineConst: { mode: "all" } },
};

export default defineConfig([
  {
    // One build, so that both entries share their classes.
    ...common,
    // A peer: whoever wants threads installs it.
    external: ["piscina"],
    input: {
      index: "src/index.ts",
      codec: "src/codec.ts",
      poll: "src/poll.ts",
      testing: "src/testing.ts",
      blocking: "src/blocking/index.ts",
    },
    plugins: [asBindUnread, notices, coreFile],
    output: {
      dir: "dist",
      format: "esm",
      cleanDir: true,
      chunkFileNames: "chunks/[name]-[hash].js",
    },
  },
  {
    // A build of its own: it bundles CommonJS, whose helpers name Node, and the codec must not.
    ...common,
    input: { cli: "src/cli/main.ts" },
    plugins: [notices, library],
    output: { dir: "dist", format: "esm", codeSplitting: false },
  },
]);
