import { MessagePort } from "node:worker_threads";
import { expected } from "../core/check.js";
import { ConnectionClosedError } from "../errors.js";
import { TIMER_MS_MAX } from "../limits.js";

/** Lives on a loop and ends with it: a server that listens, a client that dials, connections. */
export interface Resident {
  stop(options: { readonly graceMs: number }): Promise<unknown>;
}

/** A promise that keeps the process alive until it is kept. */
class Run {
  readonly done: Promise<void>;
  readonly #holder = setInterval(() => undefined, TIMER_MS_MAX);
  #resolve: () => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  end(): void {
    clearInterval(this.#holder);
    this.#resolve();
  }
}

/**
 * When a loop runs and how it ends.
 *
 * ```text
 *   idle --run()--> running --stop(), "stop" through a port--> stopping --all are gone--> idle
 *     '--stop()--------------------------------------------------^
 * ```
 */
export class Life {
  readonly #residents = new Set<Resident>();
  readonly #ports = new Set<MessagePort>();
  readonly #silence: () => Promise<void>;
  readonly #ended: () => void;
  readonly #onMessage: (message: unknown) => void;
  #run: Run | undefined;
  #stopping: Promise<void> | undefined;

  /** `silence` ends what is no resident; `ended` hears that all is gone; `stop` is what a port asks for. */
  constructor(silence: () => Promise<void>, ended: () => void, stop: () => void) {
    this.#silence = silence;
    this.#ended = ended;
    this.#onMessage = (message) => {
      if (message === "stop") stop();
    };
  }

  run(): Promise<void> {
    this.#run ??= new Run();
    return this.#run.done;
  }

  stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#end(graceMs);
    return this.#stopping;
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** @throws ConnectionClosedError if the loop is stopping. */
  throwIfStopping(): void {
    if (this.isStopping) throw new ConnectionClosedError("the loop is stopping");
  }

  enter(resident: Resident): void {
    this.#residents.add(resident);
  }

  leave(resident: Resident): void {
    this.#residents.delete(resident);
  }

  /** @throws TypeError if it is no port. */
  attach(port: unknown): void {
    if (!(port instanceof MessagePort)) {
      throw new TypeError(expected("port", "a MessagePort", port));
    }
    if (this.#ports.has(port)) return;
    this.#ports.add(port);
    port.on("message", this.#onMessage);
  }

  async #end(graceMs: number): Promise<void> {
    // Nothing ends before it is known that the loop is stopping: handlers are told of it on the way.
    await Promise.resolve();
    for (const port of this.#ports) port.off("message", this.#onMessage);
    this.#ports.clear();
    const residents = [...this.#residents].map((resident) => resident.stop({ graceMs }));
    await Promise.all([this.#silence(), ...residents]);
    // Handlers may have set something on their way out.
    await this.#silence();
    this.#ended();
    const run = this.#run;
    this.#run = undefined;
    this.#stopping = undefined;
    run?.end();
  }
}
