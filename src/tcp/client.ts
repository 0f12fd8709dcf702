import type { Frame } from "../codec/frame.js";
import type { BytesLike } from "../codec/payload.js";
import { object } from "../core/check.js";
import type { EngineConnection } from "../engine/connection.js";
import { Engine, type EngineStats } from "../engine/engine.js";
import type { CloseReason, Connection, Handler } from "../engine/handler.js";
import { ConnectionClosedError } from "../errors.js";
import { dial } from "../reactor/dialer.js";
import type { EventLoop, EventLoopStats } from "../reactor/loop.js";
import {
  type Place,
  type TcpClientOptions,
  connectTimeoutOf,
  connectionOptions,
  loopFor,
  place,
  sessionMaker,
} from "./options.js";

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
 */
export class TcpClient<
  In = Frame,
  Out = BytesLike,
  Session = undefined,
> implements AsyncDisposable {
  readonly #engine: Engine<In, Out, Session>;
  readonly #loop: EventLoop;
  readonly #place: Place;
  readonly #timeoutMs: number;
  #connection: EngineConnection<In, Out, Session> | undefined;
  #dialing: AbortController | undefined;

  /**
   * @throws TypeError or RangeError if an option is wrong; ResourceError if the loop's memory is not to
   * be had.
   */
  constructor(options: TcpClientOptions<In, Out, Session>, handler: Handler<In, Out, Session>) {
    object("handler", handler);
    this.#loop = loopFor(options.loop);
    this.#place = place(options, 1);
    this.#timeoutMs = connectTimeoutOf(options.connectTimeoutMs);
    const engineOptions = {
      ...connectionOptions(options, false),
      maxConnections: 1,
      createSession: sessionMaker(options.createSession),
    };
    this.#engine = new Engine(this.#loop, engineOptions, handler);
  }

  /**
   * Connects. `onConnect` is called before the promise resolves.
   *
   * @throws NetworkError if the peer refuses or does not answer; the signal's reason if it aborts;
   * TypeError if there is a connection, or an attempt, already; ResourceError if the loop is full;
   * whatever `createSession` throws.
   */
  async connect(
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Connection<In, Out, Session>> {
    if (this.#dialing !== undefined || this.#engine.connectionCount > 0) {
      throw new TypeError('"client" expected to be unconnected, got one with a connection');
    }
    this.#dialing = new AbortController();
    const own = this.#dialing.signal;
    const signal = options.signal === undefined ? own : AbortSignal.any([own, options.signal]);
    try {
      const dialOptions = { ...this.#place, timeoutMs: this.#timeoutMs, signal };
      this.#connection = await dial(this.#loop, dialOptions, (t) => this.#engine.admit(t));
    } finally {
      this.#dialing = undefined;
    }
    return this.#connection;
  }

  /**
   * Sends one frame; see `Connection.send`.
   *
   * @throws ConnectionClosedError if there is no open connection; otherwise as `Connection.send`.
   */
  send(message: Out | Frame): boolean {
    if (this.#connection === undefined) throw new ConnectionClosedError("there is no connection");
    return this.#connection.send(message);
  }

  /** Closes gracefully, or gives up connecting; resolves when the connection is gone. */
  async disconnect(): Promise<CloseReason | undefined> {
    this.#dialing?.abort(new ConnectionClosedError("disconnect() was called while connecting"));
    const connection = this.#connection;
    if (connection === undefined) return undefined;
    this.#connection = undefined;
    connection.close();
    return connection.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
  }

  /** The connection, while there is one. */
  get connection(): Connection<In, Out, Session> | undefined {
    return this.#connection;
  }

  stats(): TcpClientStats {
    return { ...this.#engine.stats(), loop: this.#loop.stats() };
  }
}
