import type { Frame } from "../codec/frame.js";
import type { BytesLike } from "../codec/payload.js";
import { integer } from "../core/check.js";
import type { ConnectionSettings, SpeechOptions } from "../engine/options.js";
import { BACKLOG, CONNECT_TIMEOUT_MS, TIMER_MS_MAX } from "../limits.js";
import type { ArrivalSettings, TlsDialSettings } from "../reactor/arrival-options.js";
import type { PlaceSettings } from "../reactor/place.js";
import type { ReconnectOptions } from "./reconnect.js";

/** Options that servers and clients share. */
export type SharedOptions<Session = undefined> = ConnectionSettings<Session> & PlaceSettings;

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

export function backlogOf(backlog: number = BACKLOG): number {
  return integer("backlog", backlog, 1, 65_535);
}

export function connectTimeoutOf(connectTimeoutMs: number = CONNECT_TIMEOUT_MS): number {
  return integer("connectTimeoutMs", connectTimeoutMs, 1, TIMER_MS_MAX);
}
