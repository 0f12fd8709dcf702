import { defineConfig } from "vitest/config";

const isCoverage = process.env.MILLRACE_COVERAGE === "1";
const path = (place: string): string => new URL(place, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    // The instrumented core counts through an import of its own.
    alias: isCoverage
      ? [{ find: /^.*\/imports\.js$/, replacement: path("test/support/coverage-imports.ts") }]
      : [],
  },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    provide: { seed: process.env.MILLRACE_SEED ?? "" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Sockets of many files at once would measure the machine, not the library.
    maxWorkers: 2,
    coverage: {
      provider: "istanbul",
      reportOnFailure: true,
      include: ["src/**/*.ts", "assembly/**/*.ts"],
      // imports.ts is replaced while counting; assembly/index.ts has nothing to count.
      exclude: [
        "src/cli/**",
        "src/core/generated/**",
        "src/core/imports.ts",
        "assembly/index.ts",
        "**/*.d.ts",
      ],
      reporter: ["text", "html", "json-summary"],
    },
  },
});
