import { TcpServer } from "../../../src/index.js";
import { framing } from "../caller.js";
import type { Ledger } from "../ledger.js";
import { type Scenario, claim } from "../scenario.js";
import { type Site, echo, onSite } from "../site.js";
import { eventually } from "../waits.js";

/** A server at the same port as before. */
async function startAt(site: Site, port: number): Promise<TcpServer> {
  const server = new TcpServer({ port, framing, loop: site.loop, lingerMs: 100 }, echo);
  await server.start();
  return server;
}

/** A client that sends the next frame when the one before is back, and anew if it never came. */
function pingPong(site: Site, port: number, ledger: Ledger): { connects: number } {
  const seen = { connects: 0 };
  const client = site.client(
    port,
    {
      onConnect: (connection) => {
        ++seen.connects;
        const isOwed = ledger.received < ledger.sent;
        connection.send(isOwed ? ledger.at(ledger.received) : ledger.next());
      },
      onFrame: (connection, frame) => {
        ledger.take(frame.bytes());
        connection.send(ledger.next());
      },
    },
    { reconnect: { initial: true, firstMs: 5, maxMs: 50 } },
  );
  void client.connect().catch(() => undefined);
  return seen;
}

export const restart: Scenario = {
  name: "a server that is restarted under reconnecting clients",
  run: (scale) =>
    onSite({}, async (site) => {
      const restarts = scale.pick(3, 25);
      let server = await startAt(site, 0);
      const port = server.address?.port ?? 0;
      const ledgers = Array.from({ length: scale.pick(5, 50) }, () => site.ledger());
      const clients = ledgers.map((ledger) => pingPong(site, port, ledger));
      for (let i = 0; i <= restarts; ++i) {
        const before = ledgers.map(({ received }) => received);
        const hasGoneOn = (): boolean =>
          ledgers.every(({ received }, k) => received >= (before[k] ?? 0) + 20);
        await eventually(`20 frames more of each client, start ${i}`, hasGoneOn);
        await server.stop({ graceMs: i % 2 === 0 ? 1_000 : 0 });
        if (i < restarts) server = await startAt(site, port);
      }
      claim(
        clients.every(({ connects }) => connects > restarts),
        "each was there at each start",
      );
      // What the last stop has cut short nobody will answer.
      for (const ledger of ledgers) if (ledger.sent === ledger.received + 1) --ledger.sent;
      return `${restarts} restarts, ${ledgers.length} clients`;
    }),
};
