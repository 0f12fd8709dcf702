import Table from "cli-table3";
import { Child, SERVER_CORE, pinLoad } from "./child.js";
import { type Load, type LoadResult, drive } from "./echo-load.js";
import { median } from "./rounds.js";

const SERVERS = ["raw", "millrace"] as const;

type Kind = (typeof SERVERS)[number];

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

/** A framed echo server beside an unframed one of node:net, in turns, load in this process. */
export async function benchEcho(load: Load, seconds: number, count: number): Promise<void> {
  pinLoad();
  const servers = new Map(
    SERVERS.map((kind) => [kind, new Child("./echo-server.js", [kind], SERVER_CORE)]),
  );
  const ports = new Map<Kind, number>();
  const results = new Map<Kind, LoadResult[]>(SERVERS.map((kind) => [kind, []]));
  try {
    for (const [kind, server] of servers) ports.set(kind, Number(await server.ready()));
    for (let round = 0; round <= count; ++round) {
      for (const [kind, port] of ports) {
        const result = await drive(port, load, seconds);
        if (round > 0) results.get(kind)?.push(result);
      }
    }
  } finally {
    for (const server of servers.values()) server.kill();
  }
  console.log(show(load, results));
}
