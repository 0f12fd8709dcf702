import { type ChildProcess, fork } from "node:child_process";
import {
  type LoadMessage,
  type LoadOptions,
  type LoadReport,
  isLoadMessage,
} from "./load/messages.js";

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ?? `exit code ${String(code)}`;
}

/** The load, in a process of its own: the same file, started with its hidden command. */
export class LoadProcess {
  /** Rejects if the process fails or dies before it has reported. */
  readonly report: Promise<LoadReport>;
  /** Hears how many frames have come back so far. */
  onProgress: (frames: number) => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #reject: (error: Error) => void = () => undefined;

  constructor(script: string, options: LoadOptions) {
    const { port, frames, connections, seed } = options;
    const numbers = { port, frames, connections, seed };
    const flags = Object.entries(numbers).map(([name, value]) => `--${name}=${value}`);
    const child = fork(script, ["load", ...flags]);
    this.#child = child;
    this.report = new Promise((resolve, reject) => {
      this.#reject = reject;
      child.on("message", (message: unknown) => {
        if (!isLoadMessage(message)) return;
        if (message.type === "progress") this.onProgress(message.frames);
        else if (message.type === "done") resolve(message.report);
        else reject(new Error(`the load failed: ${message.message}`));
      });
      child.on("error", (error) => {
        reject(new Error(`the load's process could not be started: ${error.message}`));
      });
      child.on("exit", (code, signal) => {
        const end = howItEnded(code, signal);
        reject(new Error(`the load's process ended before its time: ${end}`));
      });
    });
    this.#gone = new Promise((resolve) => {
      child.on("error", () => resolve());
      child.on("exit", () => resolve());
    });
  }

  /** Gives the load up. */
  fail(error: Error): void {
    this.#reject(error);
    this.#child.kill("SIGKILL");
  }

  /** Resolves when the process is gone. */
  async ended(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#gone;
  }
}

/** The other side: runs `work` and tells its parent how it went. @throws Error if there is none. */
export async function answerParent(
  work: (tell: (message: LoadMessage) => void) => Promise<LoadReport>,
): Promise<void> {
  if (process.send === undefined) throw new Error("the load is started by millrace itself");
  const tell = (message: LoadMessage): void => void process.send?.(message);
  process.on("disconnect", () => process.exit());
  // Ctrl-C reaches both processes; it is the parent that ends this one.
  process.on("SIGINT", () => undefined);
  try {
    tell({ type: "done", report: await work(tell) });
  } catch (error) {
    tell({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}
