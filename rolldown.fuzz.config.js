import { defineConfig } from "rolldown";

/** The fuzz without its tests: vitest, of which only the seed would be asked, is left out. */
export default defineConfig({
  input: { main: "test/fuzz/main.ts", round: "test/fuzz/round.ts" },
  platform: "node",
  transform: { target: "node20" },
  treeshake: { moduleSideEffects: false },
  external: ["vitest"],
  output: { dir: "build/fuzz", format: "esm", cleanDir: true },
});
