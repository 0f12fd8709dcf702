import type { Connection, Handler } from "../../../src/index.js";
import type { Ledger } from "../ledger.js";
import type { Scenario } from "../scenario.js";
import { onSite } from "../site.js";
import { eventually } from "../waits.js";

/** Pours out frames without waiting for those of the other end, which come in all the while. */
class Pourer implements Handler {
  readonly #out: Ledger;
  readonly #in: Ledger;
  readonly #frames: number;

  constructor(out: Ledger, incoming: Ledger, frames: number) {
    this.#out = out;
    this.#in = incoming;
    this.#frames = frames;
  }

  onConnect(connection: Connection): void {
    this.#pour(connection);
  }

  onWritable(connection: Connection): void {
    this.#pour(connection);
  }

  onFrame(_: Connection, frame: { bytes(): Uint8Array }): void {
    this.#in.take(frame.bytes());
  }

  #pour(connection: Connection): void {
    while (this.#out.sent < this.#frames && connection.send(this.#out.next()));
  }
}

export const echoStorm: Scenario = {
  name: "both ends send at full speed, neither waits",
  run: (scale) =>
    onSite({}, async (site) => {
      const frames = scale.pick(5_000, 200_000);
      for (let i = 0; i < 4; ++i) {
        const [up, down] = [site.ledger(), site.ledger()];
        const { port } = await site.serve(new Pourer(down, up, frames), { lingerMs: 5_000 });
        await site.client(port, new Pourer(up, down, frames), { lingerMs: 5_000 }).connect();
      }
      const isDone = (): boolean =>
        site.ledgers.every((ledger) => ledger.sent === frames && ledger.isComplete);
      await eventually("all frames, both ways", isDone);
      return undefined;
    }),
};

/** Sends every frame on, to the other end and back, until it has gone so many ways. */
export const pingPong: Scenario = {
  name: "both ends echo what the other one echoes",
  run: (scale) =>
    onSite({}, async (site) => {
      const laps = scale.pick(50, 1_000);
      const ledger = site.ledger();
      const seed = 200;
      let bounces = 0;
      let isLast = false;
      const { port } = await site.serve({
        onFrame: (connection, frame) => {
          ++bounces;
          connection.send(frame);
        },
      });
      const client = site.client(port, {
        onFrame: (connection, frame) => {
          // The last lap begins with the first frame, so that they are in order.
          isLast ||= bounces >= laps * seed && frame.getUint32(4) === 0;
          if (isLast) ledger.take(frame.bytes());
          else connection.send(frame);
        },
      });
      const connection = await client.connect();
      for (let i = 0; i < seed; ++i) connection.send(ledger.next());
      await eventually(
        () => `the last lap: ${ledger.received} of ${seed}`,
        () => ledger.isComplete,
      );
      return `${bounces.toLocaleString("en-US")} frames echoed each way`;
    }),
};
