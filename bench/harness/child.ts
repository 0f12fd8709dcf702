import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Where servers and contestants run, and where the load does. */
export const SERVER_CORE = "0";
export const LOAD_CORE = "1";

/** A process of a bench: questions are lines on its stdin, and each has one answer, a line of JSON. */
export class Child {
  readonly #child: ChildProcess;
  readonly #waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  readonly #said: unknown[] = [];
  #failure: Error | undefined;

  /** On a core of its own, if one is given and the system can do that. */
  constructor(command: readonly string[], core?: string) {
    const pin = core !== undefined && canPin() ? ["taskset", "-c", core] : [];
    const [program = "", ...args] = [...pin, ...command];
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    const { stdin, stdout } = this.#child;
    if (stdin === null || stdout === null) throw new Error("a process without stdin and stdout");
    // Whoever is gone says so by its exit.
    stdin.on("error", () => undefined);
    createInterface({ input: stdout }).on("line", (line) => this.#hear(JSON.parse(line)));
    this.#child.once("error", (error) => this.#fail(error));
    this.#child.once("exit", (code, signal) => {
      this.#fail(new Error(`${command.join(" ")} ended: ${String(code ?? signal)}`));
    });
  }

  #hear(answer: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#said.push(answer);
    else waiting.resolve(answer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
  }

  /** What it says next. */
  next(): Promise<unknown> {
    if (this.#said.length > 0) return Promise.resolve(this.#said.shift());
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  ask(question: string): Promise<unknown> {
    const answer = this.next();
    this.#child.stdin?.write(`${question}\n`);
    return answer;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** A script beside the benches, in the runtime that runs this one. */
export function script(name: string, ...args: readonly string[]): string[] {
  return [process.execPath, fileURLToPath(new URL(name, import.meta.url)), ...args];
}

/** A program of bench/native, if it was built: `npm run bench:native`. */
export function native(name: string, ...args: readonly string[]): string[] | undefined {
  const program = fileURLToPath(new URL(`../native/release/${name}`, import.meta.url));
  return existsSync(program) ? [program, ...args] : undefined;
}

let pins: boolean | undefined;

function canPin(): boolean {
  pins ??= spawnSync("taskset", ["-c", LOAD_CORE, "true"]).status === 0;
  return pins;
}

function pinSelf(cores: string): void {
  if (canPin()) spawnSync("taskset", ["-acp", cores, String(process.pid)], { stdio: "ignore" });
}

/** Keeps this process off the servers' core while it does some work, where that can be said. */
export async function onLoadCore<Result>(work: () => Promise<Result>): Promise<Result> {
  pinSelf(LOAD_CORE);
  try {
    return await work();
  } finally {
    pinSelf(`0-${cpus().length - 1}`);
  }
}
