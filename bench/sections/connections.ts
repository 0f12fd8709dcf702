import type { Figure } from "../harness/figures.js";
import { LoadGenerator } from "../servers/load.js";
import { type Section, type Size, bySize } from "./section.js";
import { driveAll, startAll } from "./servers.js";

export const CONNECTIONS = "connections";
export const CONNECTION_STEPS: readonly number[] = [1, 10, 100, 1_000, 10_000];
const NAMES = ["millrace", "raw node:net, unframed", "mio, unframed", "tokio-util Framed"];

async function run(size: Size): Promise<Figure[]> {
  const servers = await startAll(NAMES);
  const generator = new LoadGenerator();
  const options = { rounds: bySize(size, 1, 3, 3), seconds: bySize(size, 0.05, 0.3, 0.5) };
  const figures: Figure[] = [];
  try {
    for (const connections of size === "smoke" ? [1, 20] : CONNECTION_STEPS) {
      const load = { connections, pipelined: 1, payloadBytes: 64 };
      figures.push(...(await driveAll(CONNECTIONS, load, servers, generator, options)));
    }
  } finally {
    generator.close();
    for (const { child } of servers.values()) child.kill();
  }
  return figures;
}

/** One frame in flight on each of very many connections. */
export const connectionsSection: Section = {
  name: CONNECTIONS,
  title: "1 to 10,000 connections, a frame of 64 B each",
  isLong: true,
  run,
};
