import type { Frame } from "../codec/frame.js";
import type { BytesLike } from "../codec/payload.js";
import { integer, object } from "../core/check.js";
import type { ConnectionId } from "../core/ids.js";
import { ConnectionClosedError } from "../errors.js";
import { GRACE_MS, TIMER_MS_MAX } from "../limits.js";
import { type AnyDuplex, adopt } from "../reactor/adopt.js";
import type { EventLoop, EventLoopStats } from "../reactor/loop.js";
import { type PortStream, borrow } from "../reactor/port-stream.js";
import { type BufferOptions, type BufferStats, buffersFor } from "./buffers.js";
import { CommandDesk, type CommandPort } from "./commands.js";
import { Engine, type EngineStats } from "./engine.js";
import { Front } from "./front.js";
import type { Connection, Handler } from "./handler.js";
import { type ConnectionSettings, type SpeechOptions, engineOptions, loopFor } from "./options.js";

/** Options of a {@link ProtocolEngine}. Sizes of buffers make a loop of its own. */
export type ProtocolEngineOptions<In = Frame, Out = BytesLike, Session = undefined> = {
  /** Most connections at once: by default no bound. */
  readonly maxConnections?: number;
} & BufferOptions &
  ConnectionSettings<Session> &
  SpeechOptions<In, Out>;

/** An engine's totals, its buffers, and the loop it runs on. */
export interface ProtocolEngineStats extends EngineStats {
  readonly buffers: BufferStats;
  readonly loop: EventLoopStats;
}

/**
 * Frames over any stream of bytes: sockets, TLS, pipes of child processes, web streams, memory.
 *
 * @example
 * const engine = new ProtocolEngine({ framing: lines() }, {
 *   onFrame: (connection, line) => console.log(line.text()),
 * });
 * const { stdout: readable, stdin: writable } = spawn("cat");
 * const connection = engine.manage(Duplex.from({ readable, writable }));
 * connection.send("hello");
 */
export class ProtocolEngine<In = Frame, Out = BytesLike, Session = undefined, Timeout = unknown>
  extends Front<In, Out, Session, Timeout>
  implements AsyncDisposable
{
  readonly #engine: Engine<In, Out, Session>;
  readonly #loop: EventLoop;
  readonly #buffers: BufferStats;
  readonly #desk: CommandDesk;
  #down: Promise<void> | undefined;

  /**
   * @throws TypeError or RangeError if an option is wrong; ResourceError if the loop's memory is not to
   * be had.
   */
  constructor(
    options: ProtocolEngineOptions<In, Out, Session>,
    handler: Handler<In, Out, Session, Timeout>,
  ) {
    object("handler", handler);
    if (options.loop !== undefined) loopFor(options.loop);
    const settings = engineOptions(options, false);
    const { loop, stats } = buffersFor(options);
    const engine = new Engine(loop, settings, handler);
    super(engine);
    this.#engine = engine;
    this.#loop = loop;
    this.#buffers = stats;
    // Whoever sends through a port answers for the types: what a codec cannot encode is refused there.
    this.#desk = new CommandDesk({
      send: (id, message) => this.sendTo(id, message as Out),
      broadcast: (message, except) => {
        return this.broadcast(message as Out, except === undefined ? {} : { except });
      },
      manage: (port, session) => this.#manageLent(borrow(port), session as Session | undefined),
      shutdown: (graceMs) => this.shutdown(graceMs === undefined ? {} : { graceMs }),
      refused: (error) => this.#engine.calls.error(null, error),
    });
  }

  /**
   * Makes a stream a connection, and from now on the engine's: a `Duplex` of Node, or a `readable` and a
   * `writable` of the web platform. What it has read ahead is not lost. `onConnect` is called before this
   * returns; without a `session`, `createSession` makes one.
   *
   * @throws TypeError if it is no stream of bytes, is gone, ended, or somebody else reads it: it is left
   * as it was; ConnectionClosedError behind `shutdown()`.
   * @throws ResourceError if a bound is reached, InternalError if the core has failed, or what
   * `createSession` throws: the stream is destroyed then.
   */
  manage(duplex: AnyDuplex, session?: Session): Connection<In, Out, Session, Timeout> {
    if (this.#down !== undefined) throw new ConnectionClosedError("the engine is shut down");
    const stream = adopt(this.#loop, duplex);
    return this.#engine.admit(stream, session === undefined ? undefined : () => session);
  }

  /** A stream that is refused has no owner in this thread. */
  #manageLent(stream: PortStream, session: Session | undefined): ConnectionId {
    try {
      return this.manage(stream, session).id;
    } catch (error) {
      stream.destroy();
      throw error;
    }
  }

  /**
   * Carries out the commands of an `EngineHandle` at the other end of this port, in another thread.
   * Commands that are wrong are answered so, or told to `onError`. `shutdown()` closes the port.
   *
   * @throws TypeError if it is no port, or is attached already; ConnectionClosedError behind
   * `shutdown()`.
   */
  attach(port: CommandPort): void {
    if (this.#down !== undefined) throw new ConnectionClosedError("the engine is shut down");
    this.#desk.attach(port);
  }

  /**
   * Closes every connection gracefully, and after `graceMs` milliseconds (0 to 2^31 - 1, by default
   * 5,000) aborts what is left. Resolves when all are gone and all their memory is home.
   *
   * @throws TypeError or RangeError if `graceMs` is no time.
   */
  shutdown(options: { readonly graceMs?: number } = {}): Promise<void> {
    const graceMs = integer("graceMs", options.graceMs ?? GRACE_MS, 0, TIMER_MS_MAX);
    this.#down ??= this.#shutdown(graceMs);
    return this.#down;
  }

  async #shutdown(graceMs: number): Promise<void> {
    await this.#engine.closeAll(graceMs);
    // Behind the answer to whoever has commanded it.
    setTimeout(() => this.#desk.close(), 0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  stats(): ProtocolEngineStats {
    return { ...this.#engine.stats(), buffers: this.#buffers, loop: this.#loop.stats() };
  }
}
