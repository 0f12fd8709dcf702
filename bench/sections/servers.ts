import type { Figure } from "../harness/figures.js";
import { type Round, interleave } from "../harness/rounds.js";
import { ECHOES, type EchoServer, startEcho } from "../servers/echoes.js";
import {
  type Load,
  LoadGenerator,
  type LoadResult,
  framesPerSecond,
  textOf,
} from "../servers/load.js";
import { type Section, type Size, bySize } from "./section.js";

export const SERVERS = "echo";
const NOT_THERE = "not there: npm run bench:native, or a runtime that npm has not installed";

const LOADS: readonly Load[] = [
  { connections: 1, pipelined: 1, payloadBytes: 64 },
  { connections: 64, pipelined: 1, payloadBytes: 64 },
  { connections: 64, pipelined: 32, payloadBytes: 64 },
  { connections: 64, pipelined: 64, payloadBytes: 1024 },
  { connections: 16, pipelined: 16, payloadBytes: 65_536 },
];

/** Whom the targets name. */
const QUICK = ["millrace", "raw node:net, unframed", "mio, unframed", "tokio-util Framed"];

export async function startAll(names: readonly string[]): Promise<Map<string, EchoServer>> {
  const servers = new Map<string, EchoServer>();
  for (const name of names) {
    const server = await startEcho(name);
    if (server !== undefined) servers.set(name, server);
  }
  return servers;
}

/** Frames per second and how long a round took, under one load. */
export async function driveAll(
  bench: string,
  load: Load,
  servers: ReadonlyMap<string, EchoServer>,
  generator: LoadGenerator,
  options: { readonly rounds: number; readonly seconds: number },
): Promise<Figure[]> {
  const results = new Map<string, LoadResult[]>();
  const runs = [...servers].map(([name, { port }]): [string, Round] => [
    name,
    async () => {
      const result = await generator.drive(port, load, options.seconds);
      results.set(name, [...(results.get(name) ?? []), result]);
      return framesPerSecond(load, result);
    },
  ]);
  // The first time is for the compilers.
  for (const { port } of servers.values()) {
    await generator.drive(port, load, Math.min(0.3, options.seconds));
  }
  const rates = await interleave(new Map(runs), options.rounds);
  const work = textOf(load);
  return [...rates].flatMap(([contestant, values]) => {
    const times = results.get(contestant) ?? [];
    const of = (unit: string, read: (result: LoadResult) => number): Figure => {
      return { bench, work, contestant, unit, values: times.map(read) };
    };
    return [
      { bench, work, contestant, unit: "frames / s", values },
      of("p50 µs", (result) => result.p50),
      of("p99 µs", (result) => result.p99),
      of("p99.9 µs", (result) => result.p999),
    ];
  });
}

async function run(size: Size): Promise<Figure[]> {
  const names = size === "full" || size === "smoke" ? Object.keys(ECHOES) : QUICK;
  const servers = await startAll(names);
  const generator = new LoadGenerator();
  const options = { rounds: bySize(size, 1, 3, 5), seconds: bySize(size, 0.02, 0.35, 0.5) };
  const figures: Figure[] = [];
  try {
    for (const load of size === "smoke" ? LOADS.slice(2, 3) : LOADS) {
      figures.push(...(await driveAll(SERVERS, load, servers, generator, options)));
      for (const contestant of names.filter((name) => !servers.has(name))) {
        const work = textOf(load);
        figures.push({
          bench: SERVERS,
          work,
          contestant,
          unit: "frames / s",
          values: [],
          note: NOT_THERE,
        });
      }
    }
  } finally {
    generator.close();
    for (const { child } of servers.values()) child.kill();
  }
  return figures;
}

/** Echo servers, each on a core of its own beside the load's: connections x frames in flight x payload. */
export const serversSection: Section = { name: SERVERS, title: "Echo servers", run };
