import { defineConfig } from "rolldown";
import { asBindUnread } from "./tools/as-bind-unread.mjs";

/** The benches run against the built package and its peers, as their users do; but for the core's own. */
const benches = {
  input: {
    main: "bench/main.ts",
    full: "bench/full.ts",
    compare: "bench/compare.ts",
    idle: "bench/idle.ts",
    stats: "bench/stats.ts",
    poll: "bench/poll.ts",
    prove: "bench/prove.ts",
    "decode-worker": "bench/decode-worker.ts",
    "micro-worker": "bench/micro/worker.ts",
    "node-echo": "bench/servers/node-echo.ts",
    "bun-echo": "bench/servers/bun-echo.ts",
    "deno-echo": "bench/servers/deno-echo.ts",
    "load-worker": "bench/servers/load-worker.ts",
    "idle-load": "bench/servers/idle-load.ts",
    "start-nothing": "bench/starts/nothing.ts",
    "start-codec": "bench/starts/codec.ts",
    "start-server": "bench/starts/server.ts",
  },
  platform: "node",
  transform: { target: "node20" },
  plugins: [asBindUnread],
  external: [
    "millrace",
    "millrace/codec",
    "millrace/blocking",
    "millrace/poll",
    "mitata",
    "cli-table3",
    "playwright-core",
    "vega",
    "vega-lite",
    "pg-protocol/dist/parser.js",
    "frame-stream",
    "length-prefixed-stream",
    "it-length-prefixed",
    "ws",
    "split2",
    "@serialport/parser-delimiter",
    "packet-reader",
  ],
  output: { dir: "build/bench", format: "esm", cleanDir: true },
};

/** What runs in a page has the codec in it. */
const page = {
  input: { page: "bench/browser/page.ts" },
  platform: "browser",
  // Asked for in Bun alone.
  external: ["bun:jsc"],
  transform: { target: "chrome110" },
  output: { dir: "build/bench", format: "esm", codeSplitting: false },
};

export default defineConfig([benches, page]);
