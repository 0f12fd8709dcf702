import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { until, within } from "../support/events.js";

export const CLI: string = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The built command line in a process of its own. It does not outlive its test. */
export class Command {
  /** What it has printed so far. */
  output = "";
  errors = "";
  readonly child: ChildProcess;
  /** The exit code, or the signal that ended it. */
  readonly #ended: Promise<number | string>;

  constructor(args: readonly string[], script = CLI) {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    child.stdout.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.errors += text));
    this.#ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve(code ?? signal ?? "no exit code"));
    });
    onTestFinished(() => void child.kill("SIGKILL"));
  }

  ended(): Promise<number | string> {
    return within(`the end of ${this.child.spawnargs.slice(2).join(" ")}`, this.#ended);
  }

  /** Waits for text on stdout and answers what of it the pattern matches. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    await until(`${String(pattern)} in ${JSON.stringify(this.output + this.errors)}`, () => {
      return pattern.test(this.output);
    });
    return pattern.exec(this.output) as RegExpExecArray;
  }

  /** Waits for text on stderr. */
  async complains(pattern: RegExp): Promise<void> {
    await until(`a complaint ${String(pattern)}`, () => pattern.test(this.errors));
  }

  /** The port that a server says it listens on. */
  async port(): Promise<number> {
    return Number((await this.prints(/ on 127\.0\.0\.1:(\d+);/))[1]);
  }
}
