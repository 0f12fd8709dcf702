import type { Connection, Handler } from "../../../src/index.js";
import type { Ledger } from "../ledger.js";
import type { ProxyLink } from "../proxy.js";
import { type Scenario, claim } from "../scenario.js";
import { type Site, onSite } from "../site.js";
import { eventually } from "../waits.js";

/** Sends everything without ever waiting, and says goodbye behind it. */
function pouring(ledger: Ledger, frames: number): Handler {
  return {
    onConnect: (connection: Connection) => {
      for (let i = 0; i < frames; ++i) connection.send(ledger.next());
      connection.close();
    },
  };
}

const taking = (ledger: Ledger): Handler => ({
  onFrame: (_, frame) => void ledger.take(frame.bytes()),
});

/** Holds back what comes from the side that closes until it has said everything. */
async function stalled(
  site: Site,
  port: number,
  flow: "up" | "down",
): Promise<{ port: number; release: () => void }> {
  const proxy = await site.proxy(port);
  const links: ProxyLink[] = [];
  proxy.onLink = (link) => {
    links.push(link);
    link[flow].set({ isStalled: true });
  };
  const release = (): void => {
    for (const link of links) link[flow].set({ pieceBytes: 50_000 });
  };
  return { port: proxy.port, release };
}

export const halfCloseOfServer: Scenario = {
  name: "close() with a full outbox, of the server",
  run: (scale) =>
    onSite({}, async (site) => {
      const ledger = site.ledger();
      const frames = scale.pick(16_000, 64_000);
      const { server, port } = await site.serve(pouring(ledger, frames), { lingerMs: 10_000 });
      const proxy = await stalled(site, port, "down");
      const client = site.client(proxy.port, taking(ledger), { lingerMs: 10_000 });
      await client.connect();
      await eventually("a full outbox", () => server.stats().bufferedBytes > 1_000_000);
      claim(!ledger.isComplete, "it is waiting");
      proxy.release();
      await eventually("all of it, and the end", () => server.connectionCount === 0);
      await eventually("all frames", () => ledger.isComplete);
      return undefined;
    }),
};

export const halfCloseOfClient: Scenario = {
  name: "close() with a full outbox, of the client",
  run: (scale) =>
    onSite({}, async (site) => {
      const ledger = site.ledger();
      const frames = scale.pick(16_000, 64_000);
      const { server, port } = await site.serve(taking(ledger), { lingerMs: 10_000 });
      const proxy = await stalled(site, port, "up");
      const client = site.client(proxy.port, pouring(ledger, frames), { lingerMs: 10_000 });
      const connection = await client.connect();
      await eventually("a full outbox", () => client.stats().bufferedBytes > 1_000_000);
      proxy.release();
      const { code } = await connection.closed;
      claim(code === "closed", `closed, got ${code}`);
      await eventually("all frames", () => ledger.isComplete && server.connectionCount === 0);
      return undefined;
    }),
};
