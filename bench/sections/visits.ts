import { connect } from "node:net";
import { onLoadCore } from "../harness/child.js";
import type { Figure } from "../harness/figures.js";
import { interleave } from "../harness/rounds.js";
import { type Section, type Size, bySize } from "./section.js";
import { startAll } from "./servers.js";

export const VISITS = "visits";
export const VISIT_WORK = "connect, 64 B there and back, close";
/** Visitors at a time. */
const VISITORS = 16;
const NAMES = ["millrace", "raw node:net, unframed", "mio, unframed", "tokio-util Framed"];
const FRAME = Buffer.alloc(4 + 64, 0x2e);
FRAME.writeUInt32BE(64);

/** Connects, has a frame echoed, closes. */
function visit(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => socket.write(FRAME));
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes === FRAME.length) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => {
      if (bytes === FRAME.length) resolve();
      else reject(new Error(`${bytes} bytes of an echo came back, not ${FRAME.length}`));
    });
  });
}

/** Visits per second. */
async function drive(port: number, seconds: number): Promise<number> {
  const started = performance.now();
  const until = started + seconds * 1000;
  let visits = 0;
  const visitor = async (): Promise<void> => {
    while (performance.now() < until) {
      await visit(port);
      ++visits;
    }
  };
  await Promise.all(Array.from({ length: VISITORS }, visitor));
  return (1000 * visits) / (performance.now() - started);
}

async function run(size: Size): Promise<Figure[]> {
  const seconds = bySize(size, 0.05, 0.5, 0.8);
  const servers = await startAll(NAMES);
  try {
    const runs = [...servers].map(
      ([name, { port }]) => [name, () => drive(port, seconds)] as const,
    );
    const rates = await onLoadCore(async () => {
      for (const { port } of servers.values()) await drive(port, seconds);
      return interleave(new Map(runs), bySize(size, 1, 5, 6));
    });
    return [...rates].map(([contestant, values]) => {
      return { bench: VISITS, work: VISIT_WORK, contestant, unit: "visits / s", values };
    });
  } finally {
    for (const { child } of servers.values()) child.kill();
  }
}

/** Connections that live for one frame. */
export const visitsSection: Section = {
  name: VISITS,
  title: "Short connections",
  run,
};
