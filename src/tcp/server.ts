import type { Frame } from "../codec/frame.js";
import type { BytesLike } from "../codec/payload.js";
import { integer, object } from "../core/check.js";
import { Engine, type EngineStats } from "../engine/engine.js";
import { Front } from "../engine/front.js";
import type { Handler } from "../engine/handler.js";
import { engineOptions, loopFor, signalOf } from "../engine/options.js";
import { GRACE_MS, TIMER_MS_MAX } from "../limits.js";
import { Acceptor } from "../reactor/acceptor.js";
import { arrivalOptions } from "../reactor/arrival-options.js";
import { type EventLoop, type EventLoopStats } from "../reactor/loop.js";
import { placeOf } from "../reactor/place.js";
import type { Endpoint } from "../reactor/transport.js";
import { type TcpServerOptions, backlogOf } from "./options.js";

/** A server's totals and those of the loop it runs on. */
export interface TcpServerStats extends EngineStats {
  readonly loop: EventLoopStats;
}

/**
 * A framed TCP server: accepts, cuts streams into frames, and hands them to a handler.
 *
 * @example
 * const server = new TcpServer(
 *   { port: 9000, framing: lengthPrefixed(4) },
 *   { onFrame: (connection, frame) => void connection.send(frame) },
 * );
 * await server.start();
 */
export class TcpServer<In = Frame, Out = BytesLike, Session = undefined, Timeout = unknown>
  extends Front<In, Out, Session, Timeout>
  implements AsyncDisposable
{
  readonly #engine: Engine<In, Out, Session>;
  readonly #acceptor: Acceptor;
  readonly #loop: EventLoop;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = (): void => void this.stop({ graceMs: 0 });
  #address: Endpoint | undefined;
  #state: "idle" | "started" | "stopped" = "idle";
  #stopped: Promise<void> | undefined;

  /**
   * @throws TypeError or RangeError if an option is wrong; ResourceError if the loop's memory is not to
   * be had; whatever node says of a key or certificate that is none.
   */
  constructor(
    options: TcpServerOptions<In, Out, Session>,
    handler: Handler<In, Out, Session, Timeout>,
  ) {
    object("handler", handler);
    const loop = loopFor(options.loop);
    const engine = new Engine(loop, engineOptions(options, true), handler);
    super(engine);
    this.#engine = engine;
    this.#loop = loop;
    this.#signal = signalOf(options.signal);
    const { maxConnections } = engine.options;
    const acceptorOptions = {
      ...placeOf(options, 0),
      ...arrivalOptions(options),
      backlog: backlogOf(options.backlog),
    };
    this.#acceptor = new Acceptor(this.#loop, acceptorOptions, {
      hasPlace: (arriving) => this.#engine.connectionCount + arriving < maxConnections,
      arrived: (transport) => {
        if (this.#state === "started") this.#engine.accept(transport);
        else transport.destroy();
      },
      dropped: (reason, remote, error) => {
        this.#engine.drop(reason, remote, error);
      },
    });
  }

  /**
   * Listens. Resolves with the bound address.
   *
   * @throws NetworkError if the address is in use or may not be bound; TypeError if the server was
   * started before; ConnectionClosedError if it is stopped meanwhile, or the loop is; the
   * signal's reason if it has aborted.
   */
  async start(): Promise<Endpoint> {
    if (this.#state !== "idle") {
      throw new TypeError(`"server" expected to be new, got one that was ${this.#state}`);
    }
    this.#signal?.throwIfAborted();
    this.#loop.throwIfStopping();
    this.#loop.enter(this);
    this.#state = "started";
    const report = (error: Error): void => this.#engine.calls.error(null, error);
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    try {
      this.#address = await this.#acceptor.listen(report);
    } catch (error) {
      this.#signal?.removeEventListener("abort", this.#onAbort);
      if (!this.#isStopped()) this.#state = "idle";
      this.#loop.leave(this);
      throw error;
    }
    this.#engine.event({ type: "listening", address: this.#address });
    return this.#address;
  }

  #isStopped(): boolean {
    return this.#state === "stopped";
  }

  /**
   * Stops accepting, closes every connection gracefully, and after `graceMs` milliseconds (by default
   * 5,000) aborts what is left. Resolves when all are gone and all their memory is home.
   *
   * @throws RangeError if `graceMs` is out of range.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    const graceMs = integer("graceMs", options.graceMs ?? GRACE_MS, 0, TIMER_MS_MAX);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    if (this.#state === "started") this.#acceptor.close();
    this.#state = "stopped";
    this.#loop.leave(this);
    this.#stopped ??= this.#engine.closeAll(graceMs);
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** The bound address; undefined before `start()`. */
  get address(): Endpoint | undefined {
    return this.#address;
  }

  stats(): TcpServerStats {
    return { ...this.#engine.stats(), loop: this.#loop.stats() };
  }
}
