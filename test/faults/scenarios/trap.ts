import { type CloseReason, type Handler, InternalError } from "../../../src/index.js";
import { type Scenario, claim } from "../scenario.js";
import { Site, onSite } from "../site.js";
import { eventually } from "../waits.js";

/** Smaller than any frame of a ledger. */
const BREAKING_BYTES = 5;

/** Echoes; at a frame of this size it hands the pool an address that was never taken. */
function breaking(site: Site, reasons: CloseReason[]): Handler {
  return {
    onFrame: (connection, frame) => {
      if (frame.length === BREAKING_BYTES) site.loop.core.raw.give(12);
      connection.send(frame);
    },
    onDisconnect: (_, reason) => void reasons.push(reason),
  };
}

/** A loop whose core fails under many connections, once all they sent is back. */
async function breakOne(connections: number, frames: number, after: Site): Promise<void> {
  const site = new Site();
  const reasons: CloseReason[] = [];
  const { server, port } = await site.serve(breaking(site, reasons));
  const callers = await site.dialMany(port, connections);
  await Promise.all(callers.map((caller) => caller.exchange(frames)));
  site.isBroken = true;
  const breaker = callers[0];
  breaker?.socket.write(
    Buffer.concat([Buffer.from([0, 0, 0, BREAKING_BYTES]), Buffer.alloc(BREAKING_BYTES)]),
  );
  await eventually("the end of all", () => callers.every((caller) => caller.isGone));
  const isInternal = ({ code, error }: CloseReason): boolean =>
    code === "internal-error" && error instanceof InternalError;
  claim(reasons.length === connections && reasons.every(isInternal), "all by an InternalError");
  claim(server.connectionCount === 0, "none is left");
  after.ledgers.push(...site.ledgers);
  await site.finish();
}

export const trap: Scenario = {
  name: "a core that fails, and a loop of its own for who comes next",
  run: (scale) =>
    onSite({}, async (site) => {
      const { port } = await site.serve();
      const bystanders = await site.dialMany(port, 10);
      const times = scale.pick(2, 10);
      for (let i = 0; i < times; ++i) {
        await breakOne(scale.pick(20, 200), 20, site);
        await Promise.all(bystanders.map((caller) => caller.exchange(20)));
      }
      return `${times} cores, their loops' neighbours live on`;
    }),
};
