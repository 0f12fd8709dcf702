import { Caller } from "../caller.js";
import { Child } from "../child-process.js";
import { Ledger, total } from "../ledger.js";
import { type Outcome, type Scenario, claim } from "../scenario.js";
import { eventually } from "../waits.js";

/** Descriptors that the server's process may have; node itself takes about twenty. */
const FILES = 64;
const CALLERS = 100;

/** More callers than there are descriptors: those that got through work, the others hear of it. */
async function crowdOut(server: Child, port: number, ledgers: Ledger[]): Promise<number> {
  const dial = (): Promise<Caller> => Caller.dial(port, new Ledger());
  const callers = await Promise.all(Array.from({ length: CALLERS }, dial));
  let served = 0;
  const isSettled = (caller: Caller): boolean => caller.isGone || caller.ledger.isComplete;
  for (const { ledger, socket } of callers) {
    const frame = ledger.next();
    const header = Buffer.alloc(4);
    header.writeUInt32BE(frame.length);
    socket.write(Buffer.concat([header, frame]));
  }
  const settled = (): number => callers.filter(isSettled).length;
  await eventually(
    () => `${settled()} of ${CALLERS} to be served or refused`,
    () => settled() === CALLERS,
  );
  for (const caller of callers) {
    if (!caller.ledger.isComplete) continue;
    ++served;
    ledgers.push(caller.ledger);
  }
  for (const { socket } of callers) socket.destroy();
  for (;;) if ((await server.ask("report")).connections === 0) break;
  return served;
}

export const descriptors: Scenario = {
  name: "file descriptors run out (EMFILE), and are there again",
  run: async (scale): Promise<Outcome> => {
    const server = new Child(scale.childScript, ["server", "127.0.0.1"], FILES);
    try {
      const { port = 0 } = await server.ready();
      const ledgers: Ledger[] = [];
      const rounds = scale.pick(2, 10);
      let served = 0;
      for (let i = 0; i < rounds; ++i) served += await crowdOut(server, port, ledgers);
      claim(served > 0 && served < rounds * CALLERS, `some were refused: ${served} served`);
      const last = await Caller.dial(port, new Ledger());
      ledgers.push(last.ledger);
      await last.exchange(20);
      last.socket.destroy();
      const { errors = [] } = await server.ask("report");
      const { notHome = -1 } = await server.ask("stop");
      const told = errors.length === 0 ? "no error told" : `errors: ${[...new Set(errors)].join()}`;
      const note = `${served} of ${rounds * CALLERS} served, the others hung up on, ${told}`;
      return { ...total(ledgers), notHome, note };
    } finally {
      server.kill();
    }
  },
};
