import { execFileSync } from "node:child_process";
import { Child } from "../child-process.js";
import { type Outcome, type Scenario, claim, skip } from "../scenario.js";
import { Site } from "../site.js";
import { eventually } from "../waits.js";

const PROCESSES = 2;
const EXCHANGES = 20;
const FILES_SPARE = 200;

/** Files that this process may have open. */
function filesMost(): number {
  const most = execFileSync("bash", ["-c", "ulimit -Hn"], { encoding: "utf8" }).trim();
  return most === "unlimited" ? Infinity : Number(most);
}

/** The connections stand; the busy ones are busy, then each idle one says something. */
async function live(site: Site, children: readonly Child[], all: number): Promise<Outcome> {
  await Promise.all(children.map((child) => child.ready()));
  const { loop } = site;
  await eventually("all connections", () => loop.stats().connections === all);
  claim(loop.stats().pool.bytesOut === 0, "idle connections hold no buffer");
  const reports = await Promise.all(children.map((child) => child.ask("work")));
  const sum = (of: "sent" | "received" | "lost"): number =>
    reports.reduce((before, report) => before + (report[of] ?? 0), 0);
  const isEmpty = (): boolean => loop.stats().pool.bytesOut === 0;
  await eventually("all buffers to be home", isEmpty);
  claim(loop.stats().connections === all, "nobody was lost on the way");
  const pool = (loop.stats().pool.bytesHighWater / 2 ** 20).toFixed(1);
  await Promise.all(children.map((child) => child.ask("stop")));
  await eventually("the end of all", () => loop.stats().connections === 0);
  const note = `${all} connections, ${pool} MiB of pool at the most`;
  return { sent: sum("sent"), received: sum("received"), lost: sum("lost"), notHome: 0, note };
}

export const crowd: Scenario = {
  name: "many idle connections and busy ones beside them",
  run: async (scale): Promise<Outcome> => {
    const idle = scale.pick(500, 10_000);
    const busy = scale.pick(50, 1_000);
    const files = idle + busy + FILES_SPARE;
    if (filesMost() < files) return skip(`${filesMost()} files may be open, ${files} would be`);
    const site = new Site();
    const { port } = await site.serve();
    const share = [idle, busy].map((count) => String(count / PROCESSES));
    const args = ["callers", "127.0.0.1", String(port), ...share, String(EXCHANGES)];
    const children = Array.from({ length: PROCESSES }, () => {
      return new Child(scale.childScript, args, files / PROCESSES + FILES_SPARE);
    });
    try {
      const outcome = await live(site, children, idle + busy);
      return { ...outcome, notHome: await site.finish() };
    } finally {
      for (const child of children) child.kill();
      await site.finish();
    }
  },
};
