import type { CloseReason, Handler } from "../../../src/index.js";
import { framed } from "../ledger.js";
import { type Scenario, claim, codeOf } from "../scenario.js";
import { echo, onSite } from "../site.js";
import { eventually } from "../waits.js";

/** Echoes, and keeps how connections ended. */
function ending(reasons: CloseReason[], handler: Handler = echo): Handler {
  return { ...handler, onDisconnect: (_, reason) => void reasons.push(reason) };
}

export const trickle: Scenario = {
  name: "peers that send, and get, one byte at a time",
  run: (scale) =>
    onSite({}, async (site) => {
      const { port } = await site.serve();
      const proxy = await site.proxy(port);
      proxy.onLink = (link) => {
        link.up.set({ pieceBytes: 1 });
        link.down.set({ pieceBytes: 1, lateTurns: 1 });
      };
      const slow = await site.dialMany(proxy.port, scale.pick(4, 16), 40);
      const quick = await site.dialMany(port, 4);
      const all = slow.map((caller) => caller.exchange(scale.pick(20, 200)));
      for (let i = 0; i < scale.pick(5, 50); ++i) {
        await Promise.all(quick.map((caller) => caller.exchange(20)));
      }
      await Promise.all(all);
      return undefined;
    }),
};

export const pieces: Scenario = {
  name: "streams cut, gathered and delayed on the way",
  run: (scale) =>
    onSite({}, async (site) => {
      const { port } = await site.serve();
      const proxy = await site.proxy(port);
      let count = 0;
      proxy.onLink = (link) => {
        const pieceBytes = 1 + ((++count * 379) % 3_000);
        link.up.set({ pieceBytes });
        if (count % 2 === 0) link.down.set({ gatherBytes: 9_000 });
        else link.down.set({ pieceBytes: 1_447, lateTurns: 3 });
      };
      const callers = await site.dialMany(proxy.port, scale.pick(8, 64));
      for (const caller of callers) caller.send(scale.pick(150, 1_500));
      // The last bytes wait to be gathered until the end of the stream is behind them.
      await eventually("what was sent", () => callers.every((c) => c.socket.writableLength === 0));
      for (const caller of callers) caller.socket.end();
      await Promise.all(callers.map((caller) => caller.complete()));
      return undefined;
    }),
};

export const stall: Scenario = {
  name: "a peer that stops amid a frame, under timeouts.frameMs",
  run: (scale) =>
    onSite({}, async (site) => {
      const reasons: CloseReason[] = [];
      const timeouts = { frameMs: 200 };
      const { server, port } = await site.serve(ending(reasons), { timeouts });
      const count = scale.pick(3, 50);
      const stuck = await site.dialMany(port, count, 5_000);
      const others = await site.dialMany(port, 5);
      for (const caller of stuck) {
        await caller.exchange(1);
        // The next frame begins and does not end: nothing that is owed to anybody.
        caller.socket.write(framed(caller.ledger.at(1)).subarray(0, 3_000));
      }
      const isOver = (): boolean => server.connectionCount === others.length;
      while (!isOver()) await Promise.all(others.map((caller) => caller.exchange(30)));
      await Promise.all(stuck.map((caller) => caller.gone()));
      const isTimeout = ({ code, error }: CloseReason): boolean =>
        code === "timeout" && codeOf(error) === "ETIMEDOUT";
      claim(reasons.length === count && reasons.every(isTimeout), "all by frameMs, no other");
      await Promise.all(others.map((caller) => caller.exchange(30)));
      return `${count} closed`;
    }),
};
