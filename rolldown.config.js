import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig } from "rolldown";

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

/** Whoever is bundled is named, with its license. */
const notices = {
  name: "third-party-notices",
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
    const packages = new Set(modules.map((id) => PACKAGE.exec(id)?.[0]).filter(Boolean));
    const texts = [...packages.add(COMPILER)]
      .sort()
      .filter((directory) => existsSync(directory))
      .map(licenseOf);
    const source = texts.join(`\n${"-".repeat(80)}\n\n`);
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

export default defineConfig([
  {
    // One build, so that both entries share their classes.
    input: { index: "src/index.ts", codec: "src/codec.ts", cli: "src/cli/main.ts" },
    platform: "node",
    transform: { target: "node20" },
    plugins: [notices, coreFile],
    output: {
      dir: "dist",
      format: "esm",
      cleanDir: true,
      chunkFileNames: "chunks/[name]-[hash].js",
    },
  },
]);
