import type { Frame } from "../codec/frame.js";
import type { BytesLike } from "../codec/payload.js";
import { object } from "../core/check.js";
import type { EngineConnection } from "../engine/connection.js";
import { Engine, type EngineStats } from "../engine/engine.js";
import type { CloseReason, Connection, Handler } from "../engine/handler.js";
import { engineOptions, loopFor } from "../engine/options.js";
import { ConnectionClosedError, NetworkError, ResourceError } from "../errors.js";
import { tlsDialOptions } from "../reactor/arrival-options.js";
import { dial } from "../reactor/dialer.js";
import type { Resident } from "../reactor/life.js";
import type { EventLoop, EventLoopStats } from "../reactor/loop.js";
import { type Place, placeOf } from "../reactor/place.js";
import { type TcpClientOptions, connectTimeoutOf } from "./options.js";
import { Attempts, type ReconnectPolicy, isLoss, reconnectPolicy } from "./reconnect.js";

/** What `connect()` set off: it ends with `disconnect()`, the signal, or the last attempt. */
interface Effort {
  readonly own: AbortController;
  readonly signal: AbortSignal;
  readonly attempts: Attempts | undefined;
  /** Whether it dials, or waits to; if not, there is a connection. */
  isTrying: boolean;
}

/** A client's totals and those of the loop it runs on. */
export interface TcpClientStats extends EngineStats {
  readonly loop: EventLoopStats;
}

/**
 * A framed TCP client: one connection at a time, on the same engine as the server.
 *
 * @example
 * const client = new TcpClient({ port: 9000, framing: lengthPrefixed(4) }, {
 *   onFrame: (connection, frame) => console.log(frame.text()),
 * });
 * const connection = await client.connect();
 * connection.send("hello");
 *
 * @example
 * // Dials again after 0 to 100 ms, 0 to 200 ms ... 0 to 30 s whenever the connection is lost.
 * const client = new TcpClient({ port: 9000, framing: lines(), reconnect: true }, {
 *   onConnect: (connection) => void connection.send("subscribe"),
 *   onEvent: (event) => event.type === "reconnecting" && console.log(event.attempt, event.delayMs),
 * });
 */
export class TcpClient<
  In = Frame,
  Out = BytesLike,
  Session = undefined,
  Timeout = unknown,
> implements AsyncDisposable {
  readonly #engine: Engine<In, Out, Session>;
  readonly #loop: EventLoop;
  readonly #place: Place;
  readonly #tls: ReturnType<typeof tlsDialOptions>;
  readonly #timeoutMs: number;
  readonly #reconnect: ReconnectPolicy | undefined;
  readonly #resident: Resident = { stop: () => this.disconnect() };
  #connection: EngineConnection<In, Out, Session> | undefined;
  #effort: Effort | undefined;

  /**
   * @throws TypeError or RangeError if an option is wrong; ResourceError if the loop's memory is not to
   * be had.
   */
  constructor(
    options: TcpClientOptions<In, Out, Session>,
    handler: Handler<In, Out, Session, Timeout>,
  ) {
    object("handler", handler);
    this.#loop = loopFor(options.loop);
    this.#place = placeOf(options, 1);
    this.#tls = tlsDialOptions(options);
    this.#timeoutMs = connectTimeoutOf(options.connectTimeoutMs);
    this.#reconnect = reconnectPolicy(options.reconnect);
    const settings = { ...engineOptions(options, false), maxConnections: 1 };
    this.#engine = new Engine(this.#loop, settings, handler);
  }

  /**
   * Connects. `onConnect` is called before the promise resolves.
   *
   * With the option `reconnect` the client dials again whenever a connection is lost, until
   * `disconnect()` is called, the signal aborts, or the attempts are used up: the last is told to
   * `onError`, without a connection. A connection is lost however it ends, unless this side has called
   * `close()` or `abort()`. The promise is about the first connection only; it waits for one attempt, or
   * under `reconnect.initial` for as many as it takes.
   *
   * @throws NetworkError if the peer refuses or does not answer, or the TLS handshake fails; the signal's
   * reason if it aborts; TypeError if there is a connection, or an attempt, already; ResourceError if the
   * loop is full; ConnectionClosedError if `disconnect()` is called meanwhile, or the loop stops; whatever
   * `createSession` throws.
   */
  async connect(
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Connection<In, Out, Session, Timeout>> {
    if (this.#effort?.isTrying === true || this.#engine.connectionCount > 0) {
      throw new TypeError('"client" expected to be unconnected, got one with a connection');
    }
    this.#loop.throwIfStopping();
    const own = new AbortController();
    const signal =
      options.signal === undefined ? own.signal : AbortSignal.any([own.signal, options.signal]);
    const policy = this.#reconnect;
    const attempts = policy && new Attempts(policy);
    const effort: Effort = { own, signal, attempts, isTrying: true };
    this.#effort = effort;
    this.#loop.enter(this.#resident);
    try {
      return await this.#dial(effort);
    } catch (error) {
      if (attempts !== undefined && policy?.initial === true && this.#isTransient(effort, error)) {
        return await this.#dialAgain(effort, attempts, error);
      }
      this.#leave(effort);
      throw error;
    }
  }

  /**
   * Dials at once instead of waiting on, as when the network is known to be back.
   *
   * @returns Whether the client was waiting to reconnect.
   */
  reconnectNow(): boolean {
    return this.#effort?.attempts?.hurry() ?? false;
  }

  /**
   * Sends one frame; see `Connection.send`. Nothing is kept for a connection that is yet to come.
   *
   * @throws ConnectionClosedError if there is no open connection; otherwise as `Connection.send`.
   */
  send(message: Out | Frame): boolean {
    if (this.#connection === undefined) throw new ConnectionClosedError("there is no connection");
    return this.#connection.send(message);
  }

  /**
   * Closes gracefully, or gives up connecting and reconnecting; resolves when the connection is gone.
   */
  async disconnect(): Promise<CloseReason | undefined> {
    const effort = this.#effort;
    const connection = this.#engine.connections()[0] ?? this.#connection;
    this.#connection = undefined;
    if (effort !== undefined) {
      this.#leave(effort);
      effort.own.abort(new ConnectionClosedError("disconnect() was called while connecting"));
    }
    if (connection === undefined) return undefined;
    connection.close();
    return connection.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
  }

  /** The connection, while there is one. */
  get connection(): Connection<In, Out, Session, Timeout> | undefined {
    return this.#connection;
  }

  stats(): TcpClientStats {
    return { ...this.#engine.stats(), loop: this.#loop.stats() };
  }

  async #dial(effort: Effort): Promise<Connection<In, Out, Session, Timeout>> {
    const { own, signal } = effort;
    const dialOptions = { ...this.#place, ...this.#tls, timeoutMs: this.#timeoutMs, signal };
    const connection = await dial(this.#loop, dialOptions, (transport) => {
      const admitted = this.#engine.admit(transport);
      effort.isTrying = false;
      // Unless `onConnect` called `disconnect()`.
      if (!own.signal.aborted) this.#connection = admitted;
      return admitted;
    });
    const since = performance.now();
    void connection.closed.then((reason) => this.#ended(effort, reason, performance.now() - since));
    return connection;
  }

  /** Dials until there is a connection, after a wait each time. */
  async #dialAgain(
    effort: Effort,
    attempts: Attempts,
    cause: unknown,
  ): Promise<Connection<In, Out, Session, Timeout>> {
    let error = cause;
    effort.isTrying = true;
    for (;;) {
      const delayMs = attempts.nextDelayMs();
      if (delayMs === undefined) break;
      this.#engine.event({ type: "reconnecting", attempt: attempts.count, delayMs, error });
      try {
        await attempts.wait(delayMs, effort.signal);
        return await this.#dial(effort);
      } catch (next) {
        error = next;
        if (!this.#isTransient(effort, next)) break;
      }
    }
    this.#leave(effort);
    throw error;
  }

  /** Whether dialing again may help: the network or a bound said no, and nobody has given up. */
  #isTransient({ signal }: Effort, error: unknown): boolean {
    return !signal.aborted && (error instanceof NetworkError || error instanceof ResourceError);
  }

  #ended(effort: Effort, reason: CloseReason, connectionMs: number): void {
    if (this.#effort !== effort) return;
    const { attempts, signal } = effort;
    if (attempts === undefined || signal.aborted || !isLoss(reason.code)) {
      this.#leave(effort);
      return;
    }
    this.#connection = undefined;
    attempts.lasted(connectionMs);
    const cause = reason.error ?? new ConnectionClosedError("the peer closed the connection");
    this.#dialAgain(effort, attempts, cause).catch((error: unknown) => {
      // Whoever gave up knows it.
      if (!signal.aborted) this.#engine.calls.error(null, error);
    });
  }

  #leave(effort: Effort): void {
    if (this.#effort !== effort) return;
    this.#effort = undefined;
    this.#loop.leave(this.#resident);
  }
}
