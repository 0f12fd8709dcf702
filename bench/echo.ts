import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { type Load, type LoadResult, drive } from "./echo-load.js";
import { median } from "./rounds.js";

const SERVERS = ["raw", "millrace"] as const;
const SERVER_CORE = "0";
const LOAD_CORE = "1";

type Kind = (typeof SERVERS)[number];

/** Starts a server on a core of its own where that can be said. */
async function start(kind: Kind): Promise<{ child: ChildProcess; port: number }> {
  const file = fileURLToPath(new URL("./echo-server.js", import.meta.url));
  const pin = process.platform === "linux" ? ["taskset", "-c", SERVER_CORE] : [];
  const [command, ...args] = [...pin, process.execPath, file, kind];
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(Number(message)));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the ${kind} server ended with ${code}`)));
  });
  return { child, port };
}

function show(load: Load, results: ReadonlyMap<Kind, LoadResult[]>): string {
  const { connections, pipelined, payloadBytes } = load;
  const table = new Table({
    head: [
      `echo ${connections} x ${pipelined} x ${payloadBytes} B`,
      "frames / s",
      "p50 of a round, µs",
      "x raw node:net",
    ],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const rate = (kind: Kind): number[] => (results.get(kind) ?? []).map((r) => r.framesPerSecond);
  const base = rate("raw");
  for (const kind of SERVERS) {
    const ratios = rate(kind).map((value, i) => value / (base[i] ?? Number.NaN));
    const p50 = median((results.get(kind) ?? []).map((r) => r.roundUs));
    table.push([
      kind === "raw" ? "raw node:net, unframed" : "millrace, framed",
      Math.round(median(rate(kind))).toLocaleString("en"),
      p50.toFixed(0),
      median(ratios).toFixed(2),
    ]);
  }
  return table.toString();
}

/** Keeps this process off the servers' core, where that can be said. */
function pinLoad(): void {
  if (process.platform !== "linux") return;
  spawnSync("taskset", ["-acp", LOAD_CORE, String(process.pid)], { stdio: "ignore" });
}

/** A framed echo server beside an unframed one of node:net, in turns, load in this process. */
export async function benchEcho(load: Load, seconds: number, count: number): Promise<void> {
  pinLoad();
  const servers = new Map<Kind, { child: ChildProcess; port: number }>();
  for (const kind of SERVERS) servers.set(kind, await start(kind));
  const results = new Map<Kind, LoadResult[]>(SERVERS.map((kind) => [kind, []]));
  try {
    for (let round = 0; round <= count; ++round) {
      for (const [kind, { port }] of servers) {
        const result = await drive(port, load, seconds);
        if (round > 0) results.get(kind)?.push(result);
      }
    }
  } finally {
    for (const { child } of servers.values()) child.kill();
  }
  console.log(show(load, results));
}
