import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const SERVER_CORE = "0";
export const LOAD_CORE = "1";

/** A process of a bench, on a core of its own where that can be said. Each question has one answer. */
export class Child {
  readonly #child: ChildProcess;
  readonly #gone: Promise<never>;

  /** `script` lies beside this file. The first thing it says is its answer to `ready`. */
  constructor(script: string, args: readonly string[], core: string) {
    const file = fileURLToPath(new URL(script, import.meta.url));
    const pin = canPin() ? ["taskset", "-c", core] : [];
    const command = [...pin, process.execPath, file, ...args];
    this.#child = spawn(command[0] ?? process.execPath, command.slice(1), {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#gone = new Promise((_, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code, signal) => {
        reject(new Error(`${script} ${args.join(" ")} ended: ${String(code ?? signal)}`));
      });
    });
    this.#gone.catch(() => undefined);
  }

  /** What it says next. */
  ready(): Promise<unknown> {
    const said = new Promise((resolve) => this.#child.once("message", resolve));
    return Promise.race([said, this.#gone]);
  }

  ask(question: string): Promise<unknown> {
    const answer = this.ready();
    this.#child.send(question);
    return answer;
  }

  kill(): void {
    this.#child.kill();
  }
}

let pins: boolean | undefined;

function canPin(): boolean {
  pins ??= spawnSync("taskset", ["-c", LOAD_CORE, "true"]).status === 0;
  return pins;
}

/** Keeps this process off the servers' core, where that can be said. */
export function pinLoad(): void {
  if (canPin()) spawnSync("taskset", ["-acp", LOAD_CORE, String(process.pid)], { stdio: "ignore" });
}
