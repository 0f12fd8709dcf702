import Table from "cli-table3";
import { Child, LOAD_CORE, SERVER_CORE, script } from "../harness/child.js";
import type { ServerReport } from "../servers/node-echo.js";

const LOADS = 2;
const WARM_UP = 500;

interface IdleRow {
  readonly server: "raw" | "millrace";
  readonly connections: number;
  /** Bytes of heap per connection that has carried nothing yet. */
  readonly newBytes: number;
  /** The same when each has echoed a frame. */
  readonly usedBytes: number;
  /** Bytes beside the heap per connection, when each has echoed a frame. */
  readonly externalBytes: number;
  /** Bytes of the pool's blocks that are out, with all connections idle. */
  readonly poolBytes: number;
}

/** The server's report when it has so many connections: those of a load are open before it has them all. */
async function reportWith(server: Child, connections: number): Promise<ServerReport> {
  for (;;) {
    const report = (await server.ask("report")) as ServerReport;
    if (report.connections === connections) return report;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Connections of several processes: the bound of open files is one process's. */
async function openLoads(port: number, connections: number): Promise<Child[]> {
  const share = Math.ceil(connections / LOADS);
  const counts = [share, connections - share].filter((count) => count > 0);
  const loads = counts.map((count) => {
    return new Child(script("./idle-load.js", String(port), String(count)), LOAD_CORE);
  });
  await Promise.all(loads.map((load) => load.next()));
  return loads;
}

async function measure(kind: IdleRow["server"], connections: number): Promise<IdleRow> {
  const server = new Child(script("./node-echo.js", kind), SERVER_CORE);
  let loads: Child[] = [];
  try {
    const port = Number(await server.next());
    // What is compiled, or made once for all connections, would else be counted.
    loads = await openLoads(port, Math.min(WARM_UP, connections));
    await Promise.all(loads.map((load) => load.ask("echo")));
    for (const load of loads) load.kill();
    const before = await reportWith(server, 0);
    loads = await openLoads(port, connections);
    const open = await reportWith(server, connections);
    await Promise.all(loads.map((load) => load.ask("echo")));
    const used = await reportWith(server, connections);
    return {
      server: kind,
      connections,
      newBytes: (open.heapBytes - before.heapBytes) / connections,
      usedBytes: (used.heapBytes - before.heapBytes) / connections,
      externalBytes: (used.externalBytes - before.externalBytes) / connections,
      poolBytes: used.poolBytes,
    };
  } finally {
    for (const child of [server, ...loads]) child.kill();
  }
}

function show(raw: IdleRow, millrace: IdleRow): string {
  const table = new Table({
    head: [
      `${millrace.connections.toLocaleString("en")} idle connections`,
      "heap, B each",
      "after a frame",
      "beside the heap",
      "pool, B in all",
    ],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  const cells = (row: IdleRow): number[] => [row.newBytes, row.usedBytes, row.externalBytes];
  const above = cells(millrace).map((bytes, i) => bytes - (cells(raw)[i] ?? Number.NaN));
  const rounded = (values: readonly number[]): string[] => values.map((value) => value.toFixed(0));
  table.push(["node:net with listeners", ...rounded(cells(raw)), "-"]);
  table.push(["millrace", ...rounded(cells(millrace)), String(millrace.poolBytes)]);
  table.push(["millrace above node:net", ...rounded(above), ""]);
  return table.toString();
}

/** What an idle connection of a TcpServer costs beside a bare socket with its listeners. */
export async function benchIdle(connections: number): Promise<void> {
  const raw = await measure("raw", connections);
  const millrace = await measure("millrace", connections);
  console.log(show(raw, millrace));
}
