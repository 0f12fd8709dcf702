import { connect } from "node:net";
import Table from "cli-table3";
import { Child, SERVER_CORE, pinLoad } from "./child.js";
import { median } from "./rounds.js";

const SERVERS = ["raw", "millrace"] as const;
/** Visitors at a time. */
const VISITORS = 16;
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

function show(raw: readonly number[], millrace: readonly number[]): string {
  const table = new Table({
    head: ["connect, 64 B, close", "visits / s", "spread", "x raw node:net"],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const row = (name: string, rates: readonly number[]): string[] => {
    const ratios = rates.map((rate, i) => rate / (raw[i] ?? Number.NaN));
    const spread = (Math.max(...rates) - Math.min(...rates)) / median(rates);
    const share = `${(100 * spread).toFixed(0)} %`;
    return [name, Math.round(median(rates)).toLocaleString("en"), share, median(ratios).toFixed(2)];
  };
  table.push(row("raw node:net, unframed", raw), row("millrace, framed", millrace));
  return table.toString();
}

/** Short connections to a TcpServer and to a bare server of node:net, in turns, load in this process. */
export async function benchVisits(seconds: number, count: number): Promise<void> {
  pinLoad();
  const servers = SERVERS.map((kind) => new Child("./echo-server.js", [kind], SERVER_CORE));
  const rates: number[][] = SERVERS.map(() => []);
  try {
    const ports = (await Promise.all(servers.map((server) => server.ready()))).map(Number);
    for (let round = 0; round <= count; ++round) {
      for (const [i, port] of ports.entries()) {
        const rate = await drive(port, seconds);
        if (round > 0) rates[i]?.push(rate);
      }
    }
  } finally {
    for (const server of servers) server.kill();
  }
  console.log(show(rates[0] ?? [], rates[1] ?? []));
}
