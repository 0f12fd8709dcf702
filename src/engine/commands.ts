import { expected, integer, object } from "../core/check.js";
import type { ConnectionId } from "../core/ids.js";
import { TIMER_MS_MAX } from "../limits.js";

/** One end of a `MessageChannel`, of `node:worker_threads` or the web platform. */
export interface CommandPort {
  postMessage(message: unknown, transfer?: readonly object[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  start?(): void;
  close(): void;
  ref?(): void;
  unref?(): void;
}

/** What became of a message: below the high-water mark, above it, or there is no such connection. */
export type SendResult = "sent" | "queued" | "gone";

/** What a port carries to the engine. */
export type Command =
  | { readonly command: "send"; readonly id: number; readonly message: unknown }
  | { readonly command: "broadcast"; readonly message: unknown; readonly except?: number }
  | { readonly command: "manage"; readonly stream: object; readonly session: unknown }
  | { readonly command: "shutdown"; readonly graceMs?: number };

/** An error that goes through a port as these words. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
}

/** What a port carries back: one for each command, in any order. */
export interface Answer {
  readonly sequence: number;
  readonly result?: unknown;
  readonly fault?: Fault;
}

/** What commands may do. */
export interface CommandTarget {
  send(id: ConnectionId, message: unknown): SendResult;
  broadcast(message: unknown, except: ConnectionId | undefined): number;
  /** Makes a stream of another thread a connection; what came is its port. */
  manage(stream: unknown, session: unknown): ConnectionId;
  shutdown(graceMs: number | undefined): Promise<void>;
  /** A message that is no command, and names none that could be answered. */
  refused(error: TypeError): void;
}

/** The data of a message event. */
export function dataOf(event: Event): unknown {
  return "data" in event ? event.data : undefined;
}

function field(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
}

function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: undefined };
  const code: unknown = Reflect.get(error, "code");
  const { name, message } = error;
  return { name, message, code: typeof code === "string" ? code : undefined };
}

/**
 * Has the commands of ports carried out, and answers each. A message that is no command is answered too,
 * or reported: none does any harm.
 */
export class CommandDesk {
  readonly #target: CommandTarget;
  readonly #ports = new Set<CommandPort>();

  constructor(target: CommandTarget) {
    this.#target = target;
  }

  /** @throws TypeError if it is no port, or is attached already. */
  attach(port: CommandPort): void {
    object("port", port);
    if (typeof port.postMessage !== "function" || typeof port.addEventListener !== "function") {
      throw new TypeError(expected("port", "a MessagePort", port));
    }
    if (this.#ports.has(port)) throw new TypeError(expected("port", "a port not attached", port));
    this.#ports.add(port);
    port.addEventListener("message", (event) => void this.#serve(port, dataOf(event)));
    port.addEventListener("messageerror", () => {
      this.#target.refused(new TypeError(expected("command", "to be read", "nothing")));
    });
    port.addEventListener("close", () => this.#ports.delete(port));
    port.start?.();
    // Commands that may come are no reason to live on.
    port.unref?.();
  }

  /** Closes all ports, behind the answers that are under way. */
  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports.clear();
  }

  async #serve(port: CommandPort, data: unknown): Promise<void> {
    const sequence = field(data, "sequence");
    if (typeof sequence !== "number") {
      this.#target.refused(new TypeError(expected("command", "to have a sequence number", data)));
      return;
    }
    let answer: Answer;
    try {
      answer = { sequence, result: await this.#execute(data) };
    } catch (error) {
      answer = { sequence, fault: faultOf(error) };
    }
    port.postMessage(answer);
  }

  /** Synchronous but for `shutdown`: commands are carried out in the order they came in. */
  #execute(data: unknown): unknown {
    const command = field(data, "command");
    if (command === "send") return this.#target.send(idOf(data, "id"), field(data, "message"));
    if (command === "broadcast") {
      const hasExcept = field(data, "except") !== undefined;
      const except = hasExcept ? idOf(data, "except") : undefined;
      return this.#target.broadcast(field(data, "message"), except);
    }
    if (command === "manage") {
      return this.#target.manage(field(data, "stream"), field(data, "session"));
    }
    if (command !== "shutdown") {
      throw new TypeError(expected("command", "send, broadcast, manage or shutdown", command));
    }
    const graceMs = field(data, "graceMs");
    return this.#target.shutdown(
      graceMs === undefined ? undefined : integer("graceMs", graceMs, 0, TIMER_MS_MAX),
    );
  }
}

function idOf(data: unknown, name: string): ConnectionId {
  return integer(name, field(data, name), 0, Number.MAX_SAFE_INTEGER) as ConnectionId;
}
