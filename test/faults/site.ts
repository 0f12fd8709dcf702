import type { Handler, TcpClientOptions, TcpServerOptions } from "../../src/index.js";
import { EventLoop, type EventLoopOptions, TcpClient, TcpServer } from "../../src/index.js";
import { Caller, framing } from "./caller.js";
import { Ledger, total } from "./ledger.js";
import { Proxy } from "./proxy.js";
import type { Outcome } from "./scenario.js";
import { eventually, inTime } from "./waits.js";

type Options<Whole> = Partial<Omit<Whole, "codec" | "framing" | "loop">>;

/** Milliseconds of a goodbye that nobody answers. */
const LINGER_MS = 200;

/** The most that any pool of a site has ever had out, in bytes, since it was set back. */
export const meter = { highWaterBytes: 0 };

/** Sends every frame back. */
export const echo: Handler = {
  onFrame: (connection, frame) => void connection.send(frame),
};

/** Servers, clients, proxies and callers of one scenario, and what they have not brought home. */
export class Site {
  readonly loop: EventLoop;
  /** Its core was broken on purpose, and keeps what it held. */
  isBroken = false;
  readonly ledgers: Ledger[] = [];
  readonly #servers: TcpServer[] = [];
  readonly #clients: TcpClient[] = [];
  readonly #callers: Caller[] = [];
  readonly #proxies: Proxy[] = [];

  constructor(options: EventLoopOptions = {}) {
    this.loop = new EventLoop(options);
  }

  async serve(
    handler: Handler = echo,
    options: Options<TcpServerOptions> = {},
  ): Promise<{ server: TcpServer; port: number }> {
    const whole = { lingerMs: LINGER_MS, ...options, framing, loop: this.loop };
    const server = new TcpServer(whole, handler);
    this.#servers.push(server);
    const { port } = await inTime("a server to listen", server.start());
    return { server, port };
  }

  client(port: number, handler: Handler, options: Options<TcpClientOptions> = {}): TcpClient {
    const whole = { lingerMs: LINGER_MS, ...options, port, framing, loop: this.loop };
    const client = new TcpClient(whole as TcpClientOptions, handler);
    this.#clients.push(client);
    return client;
  }

  /** A caller with a ledger of its own that counts in the outcome. */
  async dial(port: number, bytes?: number | ((index: number) => number)): Promise<Caller> {
    const caller = await Caller.dial(port, this.ledger(bytes));
    this.#callers.push(caller);
    return caller;
  }

  async dialMany(port: number, count: number, bytes?: number): Promise<Caller[]> {
    const callers: Caller[] = [];
    // A listener's queue has its bound: not all at once.
    for (let i = 0; i < count; i += 100) {
      const some = Array.from({ length: Math.min(100, count - i) }, () => this.dial(port, bytes));
      callers.push(...(await Promise.all(some)));
    }
    return callers;
  }

  ledger(bytes?: number | ((index: number) => number)): Ledger {
    const ledger = new Ledger(bytes);
    this.ledgers.push(ledger);
    return ledger;
  }

  async proxy(port: number): Promise<Proxy> {
    const proxy = await Proxy.start(port);
    this.#proxies.push(proxy);
    return proxy;
  }

  /** Ends everything; answers the bytes and slots of the pool that are not home. */
  async finish(): Promise<number> {
    for (const caller of this.#callers) caller.socket.destroy();
    for (const proxy of this.#proxies) proxy.stop();
    const clients = this.#clients.map((client) => client.disconnect());
    const servers = this.#servers.map((server) => server.stop({ graceMs: 2_000 }));
    await inTime("everything to stop", Promise.all([...clients, ...servers]));
    if (this.isBroken) return 0;
    const isGone = (): boolean => this.loop.stats().connections === 0;
    await eventually("all slots to be home", isGone, 5_000).catch(() => undefined);
    const { connections, pool } = this.loop.stats();
    meter.highWaterBytes = Math.max(meter.highWaterBytes, pool.bytesHighWater);
    return connections + pool.bytesOut + (pool.reserveIsHome ? 0 : 1);
  }

  /** Ends everything; answers what the ledgers say. */
  async outcome(note?: string): Promise<Outcome> {
    const notHome = await this.finish();
    const frames = total(this.ledgers);
    return { ...frames, notHome, ...(note === undefined ? {} : { note }) };
  }
}

/** Runs a scenario on a site of its own, which is cleared away even if a claim does not hold. */
export async function onSite(
  options: EventLoopOptions,
  run: (site: Site) => Promise<string | undefined>,
): Promise<Outcome> {
  const site = new Site(options);
  try {
    return await site.outcome(await run(site));
  } catch (error) {
    await site.finish().catch(() => undefined);
    throw error;
  }
}
