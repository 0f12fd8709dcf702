import { playwright } from "@vitest/browser-playwright";
import { type TestProjectConfiguration, defineConfig } from "vitest/config";
import { CHROMIUM, CHROMIUM_FLAGS } from "./test/support/chromium.js";

const isCoverage = process.env.MILLRACE_COVERAGE === "1";
const path = (place: string): string => new URL(place, import.meta.url).pathname;

/** Who runs this file: vitest itself is started by each of the runtimes. */
const runtime = process.versions.bun ? "bun" : process.versions.deno ? "deno" : "node";

/** What has to pass wherever the codec runs: these tests name nothing of a host ... */
const portable = ["test/codec/**/*.test.ts", "test/core/**/*.test.ts", "test/testing/**/*.test.ts"];
/** ... but for those that ask V8 what is on its heap, or read files. */
const hostOnly = [
  "test/codec/forgotten.test.ts",
  "test/codec/garbage.test.ts",
  "test/core/wasm.test.ts",
];

/** What lies on sockets. What a runtime cannot do is in test/support/runtime.ts. */
const sockets = ["reactor", "engine", "tcp", "link", "poll", "faults"];
const network = sockets.map((part) => `test/${part}/**/*.test.ts`);

const common = { pool: "forks", testTimeout: 60_000, hookTimeout: 120_000 } as const;
const seed = process.env.MILLRACE_SEED ?? "";

const chromium: TestProjectConfiguration = {
  extends: true,
  test: {
    ...common,
    name: "chromium",
    include: portable,
    exclude: hostOnly,
    provide: { seed, runtime: "chromium" },
    globalSetup: "test/support/chromium-setup.ts",
    // After the others: a browser beside them would measure the machine.
    sequence: { groupOrder: 1 },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath: CHROMIUM, args: CHROMIUM_FLAGS },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
};

const host: TestProjectConfiguration = {
  extends: true,
  test: {
    ...common,
    name: runtime,
    include: runtime === "node" ? ["test/**/*.test.ts"] : [...portable, ...network],
    exclude: runtime === "node" ? [] : hostOnly,
    provide: { seed, runtime },
  },
};

export default defineConfig({
  resolve: {
    // The instrumented core counts through an import of its own.
    alias: isCoverage
      ? [{ find: /^.*\/imports\.js$/, replacement: path("test/support/coverage-imports.ts") }]
      : [],
  },
  test: {
    projects: runtime === "node" && !isCoverage ? [host, chromium] : [host],
    // Sockets of many files at once would measure the machine, not the library.
    maxWorkers: 2,
    coverage: {
      provider: "istanbul",
      reportOnFailure: true,
      include: ["src/**/*.ts", "assembly/**/*.ts"],
      // imports.ts is replaced while counting; assembly/index.ts has nothing to count; what runs on the
      // thread of blocking links is handed over as text, where nobody counts.
      exclude: [
        "src/cli/**",
        "src/core/generated/**",
        "src/core/imports.ts",
        "src/blocking/ring.ts",
        "src/blocking/thread.ts",
        "assembly/index.ts",
        "**/*.d.ts",
      ],
      reporter: ["text", "html", "json-summary"],
    },
  },
});
