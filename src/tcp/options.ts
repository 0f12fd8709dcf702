import type { Frame } from "../codec/frame.js";
import type { BytesLike } from "../codec/payload.js";
import { expected, flag, integer } from "../core/check.js";
import type { ConnectionSettings, SpeechOptions } from "../engine/options.js";
import { BACKLOG, CONNECT_TIMEOUT_MS, TIMER_MS_MAX } from "../limits.js";
import { type KeepAlive, keepAliveOf } from "../reactor/keep-alive.js";
import type { Place } from "../reactor/place.js";
import type { ArrivalSettings, TlsDialSettings } from "./arrival-options.js";
import type { ReconnectOptions } from "./reconnect.js";

/** Options that servers and clients share. */
export interface SharedOptions<Session = undefined> extends ConnectionSettings<Session> {
  /** Name or address; by default `"127.0.0.1"`: nothing but loopback is bound unasked. */
  readonly host?: string | undefined;
  /** Whether small writes are sent at once (TCP_NODELAY): by default true. */
  readonly noDelay?: boolean;
  /**
   * Milliseconds of silence before the kernel probes the peer, 1 to 32,767,000, rounded up to whole seconds;
   * false for never, the default. Interval and count of the probes, too, where the runtime takes them.
   */
  readonly keepAlive?: KeepAlive;
}

export type TcpOptions<In = Frame, Out = BytesLike, Session = undefined> = SharedOptions<Session> &
  SpeechOptions<In, Out>;

interface ListenOptions extends ArrivalSettings {
  /** 0 to 65,535; by default 0: any free one. */
  readonly port?: number | undefined;
  /**
   * A Unix socket or Windows pipe, instead of host and port. The file must not exist: a stale one of a
   * process that died is not removed, and start() rejects with `EADDRINUSE`. stop() removes the file.
   */
  readonly path?: string | undefined;
  /** Connections that the kernel queues: by default 511. */
  readonly backlog?: number;
  /** Most connections at once; the one too many is closed with an event. By default no bound. */
  readonly maxConnections?: number;
  /** Stops the server, without grace, when it aborts. */
  readonly signal?: AbortSignal;
}

export type TcpServerOptions<In = Frame, Out = BytesLike, Session = undefined> = ListenOptions &
  TcpOptions<In, Out, Session>;

type DialPlace =
  | {
      /** 1 to 65,535. */
      readonly port: number;
      readonly path?: undefined;
    }
  | {
      /** A Unix socket or Windows pipe, instead of host and port. */
      readonly path: string;
      readonly host?: undefined;
      readonly port?: undefined;
    };

interface DialOptions extends TlsDialSettings {
  /** Milliseconds that connecting may take: by default 30,000. */
  readonly connectTimeoutMs?: number;
  /** Whether, and how, a lost connection is dialed again: by default not. See `TcpClient.connect`. */
  readonly reconnect?: boolean | ReconnectOptions;
}

export type TcpClientOptions<In = Frame, Out = BytesLike, Session = undefined> = DialPlace &
  DialOptions &
  TcpOptions<In, Out, Session>;

type PlaceOptions = Pick<TcpServerOptions, "host" | "port" | "path" | "noDelay" | "keepAlive">;

/** @throws TypeError or RangeError as {@link connectionOptions}. */
export function place(options: PlaceOptions, portLeast: number): Place {
  const { noDelay = true } = options;
  return {
    ...(options.path === undefined ? networkPlace(options, portLeast) : pathPlace(options)),
    noDelay: flag("noDelay", noDelay),
    keepAlive: keepAliveOf(options.keepAlive),
  };
}

type Target = Pick<Place, "host" | "port" | "path">;

function networkPlace(options: PlaceOptions, portLeast: number): Target {
  const { host = "127.0.0.1", port = 0 } = options;
  if (typeof host !== "string") throw new TypeError(expected("host", "a name or address", host));
  return { host, port: integer("port", port, portLeast, 65_535), path: undefined };
}

function pathPlace({ host, port, path }: PlaceOptions): Target {
  if (typeof path !== "string" || path === "")
    throw new TypeError(expected("path", "a path", path));
  if (host !== undefined) throw new TypeError(expected("host", 'none beside "path"', host));
  if (port !== undefined) throw new TypeError(expected("port", 'none beside "path"', port));
  return { host: "", port: 0, path };
}

export function backlogOf(backlog: number = BACKLOG): number {
  return integer("backlog", backlog, 1, 65_535);
}

export function connectTimeoutOf(connectTimeoutMs: number = CONNECT_TIMEOUT_MS): number {
  return integer("connectTimeoutMs", connectTimeoutMs, 1, TIMER_MS_MAX);
}
