/** The processes of scenarios: a server that echoes, or callers of it, as the command line says. */
import { CallersInChild } from "./child-callers.js";
import type { ChildReport, Question } from "./child-process.js";
import { ServerInChild } from "./child-server.js";

/** What runs in a child. */
interface Inmate {
  begin(): Promise<ChildReport>;
  answer(question: Question): Promise<ChildReport>;
}

const [role, ...args] = process.argv.slice(2);

function inmate(): Inmate {
  if (role === "server") return new ServerInChild(args[0] ?? "127.0.0.1");
  const [port = 0, idle = 0, busy = 0, exchanges = 0] = args.slice(1).map(Number);
  return new CallersInChild(args[0] ?? "127.0.0.1", { port, idle, busy, exchanges });
}

const own = inmate();
const tell = (report: ChildReport): void => void process.send?.(report);
process.on("disconnect", () => process.exit());
process.on("message", (question: Question) => {
  // Whoever asks ends this process: leaving the channel would lose what is on its way in some runtimes.
  void own.answer(question).then(tell);
});
tell(await own.begin());
