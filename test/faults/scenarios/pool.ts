import { type Handler, ResourceError } from "../../../src/index.js";
import type { Caller } from "../caller.js";
import { framed } from "../ledger.js";
import { type Scenario, claim, codeOf } from "../scenario.js";
import { type Site, onSite } from "../site.js";
import { eventually } from "../waits.js";

const CALLERS = 40;
const FRAME_BYTES = 60 * 1024;
const FIRST_PART = FRAME_BYTES / 2;

/** Echoes, and keeps whom the pool's exhaustion has cost the connection. */
function suffering(errors: unknown[]): Handler {
  return {
    onFrame: (connection, frame) => void connection.send(frame),
    onError: (_, error) => {
      // A caller that is destroyed while its echo is under way.
      if (codeOf(error) !== "ECONNRESET" && codeOf(error) !== "EPIPE") errors.push(error);
    },
  };
}

/** A frame of each caller, in two parts; one that is given up has sent nothing that is owed. */
async function inParts(callers: readonly Caller[], areIn: () => boolean): Promise<number> {
  const wires = callers.map((caller) => framed(caller.ledger.next()));
  const write = (from: number, to?: number): void => {
    for (const [i, { socket }] of callers.entries()) {
      socket.write(wires[i]?.subarray(from, to) ?? "");
    }
  };
  write(0, FIRST_PART);
  await eventually("the first parts", areIn);
  write(FIRST_PART);
  const isSettled = (caller: Caller): boolean => caller.ledger.isComplete || caller.isGone;
  await eventually("an outcome for each", () => callers.every(isSettled));
  const given = callers.filter((caller) => !caller.ledger.isComplete);
  for (const { ledger } of given) ledger.sent = 0;
  return given.length;
}

async function exhaust(site: Site, rounds: number): Promise<string> {
  const errors: unknown[] = [];
  const { server, port } = await site.serve(suffering(errors));
  const isEmpty = (): boolean => server.connectionCount === 0;
  let given = 0;
  for (let round = 0; round < rounds; ++round) {
    const callers = await site.dialMany(port, CALLERS, FRAME_BYTES);
    await eventually("all callers", () => server.connectionCount === CALLERS);
    const isIn = (): boolean => server.connections().every((c) => c.stats().bytesIn >= FIRST_PART);
    given += await inParts(callers, () => isIn() && site.loop.stats().pool.reserveIsHome);
    for (const { socket } of callers) socket.destroy();
    await eventually("them to be gone", isEmpty);
    claim(site.loop.stats().pool.bytesOut === 0, "the pool is whole behind each round");
    const next = await site.dial(port, FRAME_BYTES);
    await next.exchange(3);
    next.socket.destroy();
    await eventually("the next to be gone", isEmpty);
  }
  claim(given > 0 && given < CALLERS * rounds, `some were given up: ${given}`);
  const isRight = (error: unknown): boolean =>
    error instanceof ResourceError && codeOf(error) === "pool-exhausted";
  claim(errors.length === given && errors.every(isRight), "nothing but pool-exhausted");
  return `${given} of ${CALLERS * rounds} frames of 60 KiB given up, in 640 KiB`;
}

export const exhaustion: Scenario = {
  name: "a pool that is exhausted, and serves again",
  run: (scale) =>
    onSite({ arena: "640 KiB", zone: "64 KiB" }, (site) => exhaust(site, scale.pick(2, 30))),
};
