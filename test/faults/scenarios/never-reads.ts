import type { CloseReason, Connection, Handler, TcpServerOptions } from "../../../src/index.js";
import { type Scale, type Scenario, claim, codeOf } from "../scenario.js";
import { type Site, onSite } from "../site.js";
import { eventually } from "../waits.js";

const BLOCK_BYTES = 32 * 1024;
const block = Buffer.alloc(BLOCK_BYTES);

/** Echoes to the well-behaved; to whoever asks for the flood it sends without looking at the answer. */
class Flooding implements Handler {
  readonly reasons: CloseReason[] = [];
  bufferedMost = 0;
  readonly #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  onFrame(connection: Connection, frame: { readonly length: number }): void {
    if (frame.length > 0) {
      connection.send(frame as Parameters<Connection["send"]>[0]);
      return;
    }
    for (let at = 0; at < this.#bytes && connection.state === "open"; at += BLOCK_BYTES) {
      connection.send(block);
      this.bufferedMost = Math.max(this.bufferedMost, connection.bufferedBytes);
    }
  }

  onDisconnect(_: Connection, reason: CloseReason): void {
    if (reason.code !== "ended") this.reasons.push(reason);
  }
}

type Options = Partial<Pick<TcpServerOptions, "maxOutboundBytes" | "timeouts">>;

/** Some callers ask for the flood and never read; the others go on all the while. */
async function flood(
  site: Site,
  scale: Scale,
  flooding: Flooding,
  options: Options,
): Promise<number> {
  const { server, port } = await site.serve(flooding, { ...options, lingerMs: 50 });
  const count = scale.pick(2, 12);
  const deaf = await site.dialMany(port, count);
  const others = await site.dialMany(port, 5);
  await eventually("all connections", () => server.connectionCount === count + others.length);
  for (const caller of deaf) {
    caller.socket.pause();
    caller.socket.write(Buffer.alloc(4));
  }
  const isOver = (): boolean => flooding.reasons.length === count;
  while (!isOver()) await Promise.all(others.map((caller) => caller.exchange(30)));
  await eventually("them to be gone", () => server.connectionCount === others.length);
  await Promise.all(others.map((caller) => caller.exchange(30)));
  return count;
}

export const neverReads: Scenario = {
  name: "a peer that never reads, under maxOutboundBytes",
  run: (scale) =>
    onSite({}, async (site) => {
      const bound = 4 * 2 ** 20;
      const flooding = new Flooding(64 * 2 ** 20);
      const count = await flood(site, scale, flooding, { maxOutboundBytes: bound });
      const isBound = ({ code, error }: CloseReason): boolean =>
        code === "resource-error" && codeOf(error) === "outbound-overflow";
      claim(flooding.reasons.every(isBound), "each is closed by the bound");
      const { bufferedMost } = flooding;
      claim(bufferedMost <= bound + 2 * BLOCK_BYTES, `${bufferedMost} bytes unsent at the most`);
      return `${count} closed, ${bufferedMost.toLocaleString("en-US")} bytes unsent at the most`;
    }),
};

export const neverTakes: Scenario = {
  name: "a peer that never reads, under timeouts.writeIdleMs",
  run: (scale) =>
    onSite({}, async (site) => {
      const flooding = new Flooding(12 * 2 ** 20);
      const count = await flood(site, scale, flooding, { timeouts: { writeIdleMs: 200 } });
      const isTimeout = ({ code }: CloseReason): boolean => code === "timeout";
      claim(flooding.reasons.every(isTimeout), "each is closed for its silence");
      return `${count} closed`;
    }),
};
