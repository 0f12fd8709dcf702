import type { Connection, TcpServer } from "../../../src/index.js";
import { lengthPrefixed } from "../../../src/index.js";
import { type Scenario, claim } from "../scenario.js";
import { type Site, onSite } from "../site.js";
import { eventually } from "../waits.js";
import { CALLBACKS, type Callback, ON_PURPOSE, Victim } from "../victim.js";

/** What is done from within a callback. The connection is missing where there is none. */
type Action = (
  connection: Connection | undefined,
  servers: readonly TcpServer[],
) => void | Promise<void>;

const other = lengthPrefixed(2);

const ACTIONS: Readonly<Record<string, Action>> = {
  throws: () => {
    throw ON_PURPOSE;
  },
  rejects: () => Promise.reject(ON_PURPOSE),
  closes: (connection) => connection?.close(),
  aborts: (connection) => connection?.abort(),
  sends: (connection) => void connection?.send("from within"),
  switches: (connection) => connection?.switchTo(other),
  stops: async (_, servers) => {
    for (const server of servers) await server.stop({ graceMs: 300 });
  },
};

/** One action in one callback: the others notice nothing, unless it is that the server stops. */
async function tryOne(callback: Callback, name: string, frames: number): Promise<Site["ledgers"]> {
  const ledgers: Site["ledgers"] = [];
  const act = ACTIONS[name] ?? (() => undefined);
  const { notHome } = await onSite({ arena: "8 MiB", zone: "64 KiB" }, async (site) => {
    const victim = new Victim();
    // The server is there by the time anything is called.
    const own: TcpServer[] = [];
    const handler = victim.watched(callback, (connection) => act(connection, own));
    const { server, port } = await site.serve(handler);
    own.push(server);
    const bystander = await site.dial(port);
    await bystander.exchange(frames);
    victim.arm();
    await victim.provoke(callback, port);
    await eventually(`${name} in ${callback}`, () => victim.hasActed);
    if (name === "stops") {
      bystander.socket.destroy();
    } else {
      await bystander.exchange(frames);
      const next = await site.dial(port);
      await next.exchange(frames);
      next.socket.destroy();
    }
    victim.leave();
    const left = name === "stops" ? 0 : 1;
    await eventually(`${name} in ${callback}: the end`, () => server.connectionCount === left);
    // What onError itself throws has nowhere to go.
    const isTold = (name === "throws" || name === "rejects") && callback !== "onError";
    claim(victim.told === (isTold ? 1 : 0), `${name} in ${callback}: told ${victim.told} times`);
    claim(victim.disconnects === 1, `${name} in ${callback}: gone ${victim.disconnects} times`);
    bystander.socket.destroy();
    ledgers.push(...site.ledgers);
    return undefined;
  });
  claim(notHome === 0, `${name} in ${callback}: all is home`);
  claim(
    ledgers.every(({ lost }) => lost === 0),
    `${name} in ${callback}: nothing is lost`,
  );
  return ledgers;
}

export const handlerFaults: Scenario = {
  name: "a handler that throws, rejects, closes ... from within each callback",
  run: async (scale) => {
    let [sent, received, cases] = [0, 0, 0];
    for (let round = 0; round < scale.pick(1, 5); ++round) {
      for (const callback of CALLBACKS) {
        for (const name of Object.keys(ACTIONS)) {
          const ledgers = await tryOne(callback, name, scale.pick(10, 40));
          for (const ledger of ledgers) {
            sent += ledger.sent;
            received += ledger.received;
          }
          ++cases;
        }
      }
    }
    return { sent, received, lost: sent - received, notHome: 0, note: `${cases} cases` };
  },
};
