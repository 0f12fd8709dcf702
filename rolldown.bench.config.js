import { defineConfig } from "rolldown";

/** The benches run against the built package, as its users do. */
export default defineConfig({
  input: {
    main: "bench/main.ts",
    idle: "bench/idle.ts",
    stats: "bench/stats.ts",
    poll: "bench/poll.ts",
    "echo-server": "bench/echo-server.ts",
    "idle-load": "bench/idle-load.ts",
  },
  platform: "node",
  transform: { target: "node20" },
  external: [
    "millrace",
    "millrace/codec",
    "millrace/blocking",
    "millrace/poll",
    "mitata",
    "cli-table3",
    "split2",
  ],
  output: { dir: "build/bench", format: "esm", cleanDir: true },
});
