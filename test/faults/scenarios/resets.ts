import type { Connection, TcpClient } from "../../../src/index.js";
import type { ProxyLink } from "../proxy.js";
import { type Scenario, claim } from "../scenario.js";
import { type Site, onSite } from "../site.js";
import { eventually } from "../waits.js";
import type { Ledger } from "../ledger.js";

/** Frames that may be on their way without an acknowledgement. */
const WINDOW = 32;

/** Sends the frames of a ledger through any number of connections, from the first unacknowledged on. */
class Sender {
  acknowledged = 0;
  readonly #ledger: Ledger;
  readonly #total: number;
  #next = 0;

  constructor(ledger: Ledger, frames: number) {
    this.#ledger = ledger;
    this.#total = frames;
  }

  get isDone(): boolean {
    return this.acknowledged === this.#total;
  }

  resume(connection: Connection): void {
    this.#next = this.acknowledged;
    this.#fill(connection);
  }

  acknowledge(connection: Connection, index: number): void {
    this.acknowledged = Math.max(this.acknowledged, index + 1);
    this.#fill(connection);
  }

  #fill(connection: Connection): void {
    const end = Math.min(this.acknowledged + WINDOW, this.#total);
    while (this.#next < end && connection.state === "open") {
      connection.send(this.#ledger.at(this.#next++));
      this.#ledger.sent = Math.max(this.#ledger.sent, this.#next);
    }
  }
}

/** Dials anew after each reset until all is acknowledged; answers how many connections it took. */
async function sendAll(site: Site, port: number, sender: Sender): Promise<number> {
  let connections = 0;
  while (!sender.isDone) {
    ++connections;
    const client: TcpClient = site.client(port, {
      onConnect: (connection) => sender.resume(connection),
      onFrame: (connection, frame) => sender.acknowledge(connection, frame.getUint32(0)),
    });
    const connection = await client.connect();
    const over = { isTrue: false };
    void connection.closed.then(() => (over.isTrue = true));
    await eventually("a reset, or the end", () => over.isTrue || sender.isDone);
    await client.disconnect();
  }
  return connections;
}

/** Each connection is reset behind some more bytes than the one before, nearly always amid a frame. */
function resetting(resets: number): (link: ProxyLink) => void {
  let count = 0;
  return (link) => {
    if (count++ >= resets) return;
    const bytes = 1_000 + ((count * 2_377) % 90_000);
    if (count % 2 === 0) link.up.at(bytes, () => link.reset());
    // The other way the acknowledgements are cut: frames arrived, and their sender does not know.
    else link.down.at(8 + (bytes % 700), () => link.reset());
  };
}

export const resets: Scenario = {
  name: "resets amid a frame, resumed behind the last acknowledgement",
  run: (scale) =>
    onSite({}, async (site) => {
      const total = scale.pick(600, 30_000);
      const count = scale.pick(12, 300);
      const ledger = site.ledger();
      const { port } = await site.serve({
        onFrame: (connection, frame) => {
          const index = ledger.take(frame.bytes());
          const answer = Buffer.alloc(4);
          answer.writeUInt32BE(Math.max(0, index));
          connection.send(answer);
        },
      });
      const proxy = await site.proxy(port);
      proxy.onLink = resetting(count);
      const sender = new Sender(ledger, total);
      const connections = await sendAll(site, proxy.port, sender);
      claim(connections > count / 2, `${connections} connections for ${count} resets`);
      claim(ledger.received >= sender.acknowledged, "what is acknowledged has arrived");
      const repeats = ledger.repeats;
      // They are what at-least-once costs, and known as such.
      ledger.repeats = 0;
      return `${connections} connections, ${repeats} frames sent again`;
    }),
};
