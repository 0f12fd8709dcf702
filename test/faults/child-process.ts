import { type ChildProcess, spawn } from "node:child_process";
import { inTime } from "./waits.js";

/** What a child says of itself. */
export interface ChildReport {
  readonly port?: number;
  readonly connections?: number;
  /** Codes of errors that are nobody's connection's. */
  readonly errors?: readonly string[];
  readonly sent?: number;
  readonly received?: number;
  readonly lost?: number;
  readonly notHome?: number;
}

/** What a child is asked. Each question has one answer. */
export type Question = "report" | "work" | "stop";

export function isReport(message: unknown): message is ChildReport {
  return typeof message === "object" && message !== null;
}

/** How the runtime runs a script that may do what it needs: what Deno adds itself, bash keeps from it. */
const RUN: readonly string[] = process.versions.deno === undefined ? [] : ["run", "--allow-all"];

/** A process of a scenario, with a bound of its own for open files. */
export class Child {
  readonly #child: ChildProcess;
  readonly #gone: Promise<never>;

  /** `within` is a command in front of node, such as one that enters a namespace. */
  constructor(script: string, args: readonly string[], files: number, within = "") {
    const command = `ulimit -n ${files}; exec ${within} "$0" "$@"`;
    this.#child = spawn("bash", ["-c", command, process.execPath, ...RUN, script, ...args], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#gone = new Promise((_, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code) => {
        reject(new Error(`the process of ${args.join(" ")} ended with ${String(code)}`));
      });
    });
    this.#gone.catch(() => undefined);
  }

  /** The first thing that it says: it is ready. */
  ready(): Promise<ChildReport> {
    return this.#answer("to be ready");
  }

  ask(question: Question): Promise<ChildReport> {
    const answer = this.#answer(`to answer ${question}`);
    this.#child.send(question);
    return answer;
  }

  /** Ends the process, whatever it is doing. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #answer(what: string): Promise<ChildReport> {
    const message = new Promise<ChildReport>((resolve) => {
      this.#child.once("message", (said) => {
        if (isReport(said)) resolve(said);
      });
    });
    return inTime(`a child ${what}`, Promise.race([message, this.#gone]), 120_000);
  }
}
