import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Child, SERVER_CORE, native, script } from "../harness/child.js";

const MODULES = fileURLToPath(new URL("../../node_modules/.bin/", import.meta.url));

/** A runtime that npm has installed, and a script for it. */
function inRuntime(name: string, flags: readonly string[], file: string): string[] | undefined {
  const program = MODULES + name;
  return existsSync(program) ? [program, ...flags, script(file)[1] ?? ""] : undefined;
}

/** The echo servers and how each is started; undefined where it is not there. */
export const ECHOES: Readonly<Record<string, () => string[] | undefined>> = {
  millrace: () => script("./node-echo.js", "millrace"),
  "raw node:net, unframed": () => script("./node-echo.js", "raw"),
  "node:net, parser, a write per frame": () => script("./node-echo.js", "each"),
  "node:net, parser, corked": () => script("./node-echo.js", "corked"),
  "Bun.listen, unframed": () => inRuntime("bun", [], "./bun-echo.js"),
  "Deno.listen, unframed": () => inRuntime("deno", ["run", "--allow-net"], "./deno-echo.js"),
  "mio, unframed": () => native("mio-echo"),
  "tokio-util Framed": () => native("tokio-echo"),
};

export interface EchoServer {
  readonly child: Child;
  readonly port: number;
}

/** Starts an echo server on the servers' core; undefined if it is not there. */
export async function startEcho(name: string): Promise<EchoServer | undefined> {
  const command = ECHOES[name]?.();
  if (command === undefined) return undefined;
  const child = new Child(command, SERVER_CORE);
  return { child, port: Number(await child.next()) };
}
