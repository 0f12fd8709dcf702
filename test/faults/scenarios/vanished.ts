import { execFileSync } from "node:child_process";
import { type CloseReason, TcpServer } from "../../../src/index.js";
import { framing } from "../caller.js";
import { Child } from "../child-process.js";
import { type Outcome, type Scenario, claim, skip } from "../scenario.js";
import { Site, echo } from "../site.js";
import { eventually } from "../waits.js";

/** A network of two ends: one here, one in a namespace of its own. */
class Network {
  readonly name = `mill${process.pid}`;
  readonly host: string;
  readonly #peer: string;
  readonly #link: string;

  constructor() {
    // Of the range for benchmarks: nobody's network is in the way.
    const net = `198.18.${process.pid % 256}`;
    this.host = `${net}.1`;
    this.#peer = `${net}.2`;
    this.#link = `${this.name}a`;
  }

  /** @throws Error if the machine does not allow it. */
  make(): void {
    const inside = `${this.name}b`;
    this.#ip("netns", "add", this.name);
    this.#ip("link", "add", this.#link, "type", "veth", "peer", "name", inside, "netns", this.name);
    this.#ip("addr", "add", `${this.host}/24`, "dev", this.#link);
    this.#ip("link", "set", this.#link, "up");
    this.#ip("-n", this.name, "addr", "add", `${this.#peer}/24`, "dev", inside);
    this.#ip("-n", this.name, "link", "set", inside, "up");
  }

  /** Nothing gets through any more, and nobody is told. */
  cut(): void {
    this.#ip("-n", this.name, "link", "set", `${this.name}b`, "down");
  }

  remove(): void {
    for (const what of [
      ["link", "del", this.#link],
      ["netns", "del", this.name],
    ]) {
      try {
        this.#ip(...what);
      } catch {
        // It was never there, or went with the other end.
      }
    }
  }

  #ip(...args: string[]): void {
    execFileSync("ip", args, { stdio: "pipe" });
  }
}

const CALLERS = 10;
const EXCHANGES = 5;

async function vanish(site: Site, network: Network, childScript: string): Promise<Outcome> {
  const reasons: CloseReason[] = [];
  const options = { host: network.host, framing, loop: site.loop, lingerMs: 100 };
  const server = new TcpServer(
    { ...options, timeouts: { readIdleMs: 1_500 } },
    { ...echo, onDisconnect: (_, reason) => void reasons.push(reason) },
  );
  const { port } = await server.start();
  const here = await site.serve();
  const bystander = await site.dial(here.port);
  const args = ["callers", network.host, String(port), "0", String(CALLERS), String(EXCHANGES)];
  const child = new Child(childScript, args, 256, `ip netns exec ${network.name}`);
  try {
    await child.ready();
    const { sent = 0, received = 0, lost = 0 } = await child.ask("work");
    claim(server.connectionCount === CALLERS, "all are there");
    network.cut();
    while (reasons.length < CALLERS) await bystander.exchange(5);
    const isTimeout = ({ code }: CloseReason): boolean => code === "timeout";
    claim(reasons.length === CALLERS && reasons.every(isTimeout), "each by readIdleMs");
    await eventually("all buffers", () => site.loop.stats().pool.bytesOut === 0);
    await server.stop();
    const own = await site.outcome();
    const sums = {
      sent: sent + own.sent,
      received: received + own.received,
      lost: lost + own.lost,
    };
    return { ...own, ...sums, note: `${CALLERS} closed by readIdleMs` };
  } finally {
    child.kill();
    await server.stop({ graceMs: 0 });
  }
}

export const vanished: Scenario = {
  name: "clients whose network goes without a FIN",
  run: async (scale): Promise<Outcome> => {
    const network = new Network();
    const site = new Site();
    try {
      network.make();
    } catch (error) {
      network.remove();
      await site.finish();
      return skip(String(error).split("\n")[0] ?? "no network of its own");
    }
    try {
      return await vanish(site, network, scale.childScript);
    } finally {
      network.remove();
      await site.finish();
    }
  },
};
