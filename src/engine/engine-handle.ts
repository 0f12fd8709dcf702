import type { BytesLike } from "../codec/payload.js";
import { integer } from "../core/check.js";
import type { ConnectionId } from "../core/ids.js";
import { ConnectionClosedError } from "../errors.js";
import type { AnyDuplex } from "../reactor/adopt.js";
import { lend } from "../reactor/port-stream.js";
import {
  type Answer,
  type Command,
  type CommandPort,
  type SendResult,
  dataOf,
} from "./commands.js";
import { Waiters } from "./waiters.js";

const IN_FLIGHT = 1_024;
const IN_FLIGHT_MAX = 2 ** 20;

/** A command that the engine refused, or that failed there. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
  /** The name of the error over there: `TypeError`, `EncodeError` ... */
  readonly reason: string;
  /** Its code, where it had one. */
  readonly code: string | undefined;

  constructor(reason: string, message: string, code: string | undefined) {
    super(message);
    this.reason = reason;
    this.code = code;
  }
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Options of an {@link EngineHandle}. */
export interface EngineHandleOptions {
  /** Commands that may be unanswered at once: 1 to 1,048,576, by default 1,024. */
  readonly maxInFlight?: number;
}

/**
 * An engine of another thread, at the other end of a port that was given to `ProtocolEngine.attach`.
 * Commands are carried out in the order they are given. So many may be unanswered; one more is refused
 * with `false`, and `ready()` says when to try again. An answer that nobody waits for is no fault.
 *
 * @example
 * const engine = new EngineHandle(workerData.port);
 * while (engine.send(id, "hello") === false) await engine.ready();
 */
export class EngineHandle<Out = BytesLike, Session = unknown> {
  readonly #port: CommandPort;
  readonly #maxInFlight: number;
  readonly #pending = new Map<number, Pending>();
  readonly #waiters = new Waiters();
  #sequence = 0;
  #isClosed = false;

  /** @throws TypeError or RangeError if `maxInFlight` is no such number. */
  constructor(port: CommandPort, options: EngineHandleOptions = {}) {
    const { maxInFlight = IN_FLIGHT } = options;
    this.#maxInFlight = integer("maxInFlight", maxInFlight, 1, IN_FLIGHT_MAX);
    this.#port = port;
    port.addEventListener("message", (event) => this.#answered(dataOf(event)));
    port.addEventListener("close", () => this.#closed());
    port.start?.();
    // Only an answer that is waited for is a reason to live on.
    port.unref?.();
  }

  /** Commands that are not answered yet. */
  get inFlight(): number {
    return this.#pending.size;
  }

  /**
   * Sends a message on a connection; false if too many commands are unanswered, and nothing was done.
   * The promise rejects with a CommandError if the message cannot be sent.
   *
   * @throws ConnectionClosedError if the port is closed; DataCloneError if the message cannot be cloned.
   */
  send(id: ConnectionId, message: Out): Promise<SendResult> | false {
    return this.#bounded<SendResult>({ command: "send", id, message });
  }

  /**
   * Sends a message on all open connections but one; the answer is on how many. Refuses, rejects and
   * throws as `send`.
   */
  broadcast(
    message: Out,
    options: { readonly except?: ConnectionId } = {},
  ): Promise<number> | false {
    return this.#bounded<number>({ command: "broadcast", message, ...options });
  }

  /**
   * Makes a stream of this thread a connection of the engine, which a copy of `session` goes to; the answer is
   * its id. Its bytes go through a port of their own, no faster than they are read: the stream stays here, and
   * this thread with it. One that is refused is destroyed.
   *
   * @throws TypeError if it is no stream of bytes; otherwise as `send`.
   */
  manage(duplex: AnyDuplex, session?: Session): Promise<ConnectionId> | false {
    if (this.#pending.size >= this.#maxInFlight) return false;
    const loan = lend(duplex);
    const command: Command = { command: "manage", stream: loan.port, session };
    const id = this.#post<ConnectionId>(command, [loan.port]);
    loan.begin();
    return id;
  }

  /**
   * Shuts the engine down; resolves when everything is home. The bound does not hold for it.
   *
   * @throws ConnectionClosedError if the port is closed.
   */
  shutdown(options: { readonly graceMs?: number } = {}): Promise<void> {
    return this.#post<undefined>({ command: "shutdown", ...options });
  }

  /** Resolves once a command would not be refused; rejects if the port closes. */
  async ready(): Promise<void> {
    while (this.#pending.size >= this.#maxInFlight) await this.#waiters.wait();
  }

  /** Closes the port; commands that are not answered fail. */
  close(): void {
    this.#port.close();
    this.#closed();
  }

  #bounded<Result>(command: Command): Promise<Result> | false {
    if (this.#pending.size >= this.#maxInFlight) return false;
    return this.#post<Result>(command);
  }

  #post<Result>(command: Command, transfer: readonly object[] = []): Promise<Result> {
    if (this.#isClosed) throw new ConnectionClosedError("the port is closed");
    const sequence = ++this.#sequence;
    this.#port.postMessage({ ...command, sequence }, transfer);
    if (this.#pending.size === 0) this.#port.ref?.();
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(sequence, { resolve, reject });
    });
    answer.catch(() => undefined);
    return answer as Promise<Result>;
  }

  #answered(data: unknown): void {
    if (typeof data !== "object" || data === null) return;
    const { sequence, result, fault } = data as Answer;
    const pending = this.#pending.get(sequence);
    if (pending === undefined) return;
    this.#pending.delete(sequence);
    if (this.#pending.size === 0) this.#port.unref?.();
    if (fault === undefined) pending.resolve(result);
    else pending.reject(new CommandError(fault.name, fault.message, fault.code));
    this.#waiters.wake();
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const error = new ConnectionClosedError("the port is closed");
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#waiters.fail(error);
  }
}
