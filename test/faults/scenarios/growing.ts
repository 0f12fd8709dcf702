import { ResourceError } from "../../../src/index.js";
import type { Caller } from "../caller.js";
import { type Ledger, framed } from "../ledger.js";
import { type Scenario, claim, codeOf } from "../scenario.js";
import { onSite } from "../site.js";
import { eventually } from "../waits.js";

/** A frame lies in a block of 5 MiB in the end, and in smaller ones before. */
const FRAME_BYTES = 4 * 2 ** 20;
const FIRST_PART = 1_200_000;

/** A caller, and the ledger of what it sends: the server notes what arrives. */
interface Grower {
  readonly caller: Caller;
  readonly ledger: Ledger;
}

export const growing: Scenario = {
  name: "two frames of 4 MiB that grow at once in 10 MiB, then one by one",
  run: (scale) =>
    onSite({ arena: "10 MiB", zone: "64 KiB" }, async (site) => {
      const lanes = new Map<number, Ledger>();
      const errors: unknown[] = [];
      const { server, port } = await site.serve({
        onFrame: (connection, frame) => {
          lanes.get(frame.getUint32(0))?.take(frame.bytes());
          connection.send("done");
        },
        onError: (_, error) => void errors.push(error),
      });
      const grow = async (): Promise<Grower> => {
        const ledger = site.ledger(FRAME_BYTES);
        lanes.set(ledger.lane, ledger);
        const caller = await site.dial(port);
        caller.hasAnswers = true;
        return { caller, ledger };
      };
      /** Sends the frames of all, each in two parts; answers how many were given up. */
      const together = async (growers: readonly Grower[]): Promise<number> => {
        const before = server.stats().bytesIn;
        const wires = growers.map(({ ledger }) => framed(ledger.next()));
        const write = (from: number, to?: number): void => {
          for (const [i, { caller }] of growers.entries()) {
            caller.socket.write(wires[i]?.subarray(from, to) ?? "");
          }
        };
        write(0, FIRST_PART);
        const firstParts = before + growers.length * FIRST_PART;
        await eventually("the first parts", () => server.stats().bytesIn >= firstParts);
        write(FIRST_PART);
        const isSettled = ({ caller, ledger }: Grower): boolean =>
          ledger.isComplete || caller.isGone;
        await eventually("an outcome for each", () => growers.every(isSettled));
        const given = growers.filter(({ ledger }) => !ledger.isComplete);
        for (const { ledger } of given) ledger.sent = 0;
        for (const { caller } of growers) caller.socket.destroy();
        await eventually("them to be gone", () => server.connectionCount === 0);
        return given.length;
      };
      let given = 0;
      const rounds = scale.pick(2, 40);
      for (let round = 0; round < rounds; ++round) {
        given += await together([await grow(), await grow()]);
        // One after the other each has room.
        claim((await together([await grow()])) === 0, "the first completes alone");
        claim((await together([await grow()])) === 0, "the second completes alone");
      }
      claim(given <= rounds, `one of two at the most is given up, ${given} in ${rounds} rounds`);
      const ours = errors.filter((error) => error instanceof ResourceError);
      claim(ours.length === given, `${given} given up, ${ours.length} told`);
      claim(
        ours.every((error) => codeOf(error) === "pool-exhausted"),
        "by the pool",
      );
      return `${given} of ${2 * rounds} given up`;
    }),
};
