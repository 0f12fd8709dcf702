import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "rolldown";

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

function licenseOf(directory) {
  const { name, version, license } = JSON.parse(
    readFileSync(join(directory, "package.json"), "utf8"),
  );
  const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : readFileSync(join(directory, file), "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** Whoever is bundled is named, with its license. */
const notices = {
  name: "third-party-notices",
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
    const packages = new Set(modules.map((id) => PACKAGE.exec(id)?.[0]).filter(Boolean));
    const texts = [...packages]
      .sort()
      .filter((directory) => existsSync(directory))
      .map(licenseOf);
    const source = texts.join(`\n${"-".repeat(80)}\n\n`);
    this.emitFile({ type: "asset", fileName: "THIRD-PARTY-NOTICES.txt", source });
  },
};

export default defineConfig([
  {
    // One build, so that both entries share their classes.
    input: { index: "src/index.ts", codec: "src/codec.ts", cli: "src/cli/main.ts" },
    platform: "node",
    transform: { target: "node20" },
    plugins: [notices],
    output: {
      dir: "dist",
      format: "esm",
      cleanDir: true,
      chunkFileNames: "chunks/[name]-[hash].js",
    },
  },
]);
