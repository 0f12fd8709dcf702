import type { CloseReason } from "../../../src/index.js";
import { type Scenario, claim } from "../scenario.js";
import { echo, onSite } from "../site.js";

/** The process has no time for anybody. */
function block(ms: number): void {
  const start = performance.now();
  while (performance.now() - start < ms);
}

export const blockedLoop: Scenario = {
  name: "an event loop that is blocked for longer than the timeouts",
  run: (scale) =>
    onSite({}, async (site) => {
      const ms = scale.pick(600, 2_000);
      const limit = ms / 2;
      const timeouts = { idleMs: limit, readIdleMs: limit, frameMs: limit, writeIdleMs: limit };
      const reasons: CloseReason[] = [];
      const { server, port } = await site.serve(
        { ...echo, onDisconnect: (_, reason) => void reasons.push(reason) },
        { timeouts },
      );
      const callers = await site.dialMany(port, scale.pick(20, 500));
      for (let i = 0; i < 3; ++i) {
        await Promise.all(callers.map((caller) => caller.exchange(30)));
        for (const caller of callers) caller.send(30);
        block(ms);
        await Promise.all(callers.map((caller) => caller.complete()));
      }
      claim(reasons.length === 0, `nobody is closed, ${reasons.length} were`);
      claim(server.connectionCount === callers.length, "all are there");
      return `3 x ${ms} ms, limits of ${limit} ms`;
    }),
};
