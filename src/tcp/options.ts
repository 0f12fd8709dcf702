import type { Codec, StreamCodec } from "../codec/codec.js";
import type { Frame } from "../codec/frame.js";
import type { Framing } from "../codec/framing.js";
import type { BytesLike } from "../codec/payload.js";
import { type ByteSize, byteSize, expected, flag, integer, oneOf } from "../core/check.js";
import { formatOf, speechOf } from "../engine/format.js";
import type { ConnectionOptions, OutboundOverflow } from "../engine/owner.js";
import { type Timeouts, timeoutsOf } from "../engine/patience.js";
import {
  BACKLOG,
  CONNECT_TIMEOUT_MS,
  HIGH_WATER_BYTES,
  LINGER_MS,
  OUTBOUND_BYTES_MAX,
  SLOTS_MAX,
} from "../limits.js";
import { EventLoop } from "../reactor/loop.js";
import type { Place } from "../reactor/place.js";
import type { Endpoint } from "../reactor/transport.js";

const OVERFLOWS: readonly OutboundOverflow[] = ["close", "drop", "error"];
export type { Place } from "../reactor/place.js";

const BYTES_MAX: number = 2 ** 40;
const MS_MAX: number = 2 ** 31 - 1;

/** What is spoken, both ways: frames as they are, or the messages of a codec. */
export type SpeechOptions<In, Out> =
  | {
      /** How the stream is cut into frames: they are the messages. */
      readonly framing: Framing;
      readonly codec?: undefined;
    }
  | {
      /** Makes messages of frames, or of bytes, and the other way round. */
      readonly codec: Codec<In, Out> | StreamCodec<In, Out>;
      readonly framing?: undefined;
    };

/** Options that servers and clients share. */
export interface SharedOptions<Session = undefined> {
  /** Name or address; by default `"127.0.0.1"`: nothing but loopback is bound unasked. */
  readonly host?: string | undefined;
  /** Replaces the `maxFrameBytes` of the framing or codec. */
  readonly maxFrameBytes?: number;
  /** The loop to run on; by default the one that all share. */
  readonly loop?: EventLoop;
  /** Makes the `session` of a connection. */
  readonly createSession?: (remote: Endpoint | undefined) => Session;
  /** Whether small writes are sent at once (TCP_NODELAY): by default true. */
  readonly noDelay?: boolean;
  /** Milliseconds of silence before the kernel probes the peer; false for never, the default. */
  readonly keepAlive?: number | false;
  /** Unsent bytes at which `send()` answers false: by default 64 KiB. */
  readonly highWaterMark?: ByteSize;
  /** Unsent bytes beyond which `outboundOverflow` says what happens: by default 64 MiB. */
  readonly maxOutboundBytes?: ByteSize;
  /**
   * What happens to one more message when too many bytes are unsent, of a connection or of its loop
   * (256 MiB): the connection is closed (`close`, the default), the message is dropped and counted, or
   * `send()` throws a ResourceError.
   */
  readonly outboundOverflow?: OutboundOverflow;
  /** Whether a connection stops reading while `send()` answers false: accepted yes, dialed no. */
  readonly pauseReadsWhenBlocked?: boolean;
  /**
   * How long a connection may keep others waiting, in milliseconds, each 1 to 2^31 - 1 and by default for
   * ever: it is closed then, with reason `timeout`, a quarter of the shortest limit late at the most.
   * `idleMs`: nothing moves either way. `readIdleMs`: nothing is received. `writeIdleMs`: the peer takes
   * none of the bytes that are to be sent. `frameMs`: a frame has begun and does not end.
   * `firstFrameMs`: the first one does not come. `lifetimeMs`: it is open.
   */
  readonly timeouts?: Partial<Timeouts>;
  /** Milliseconds that a closing connection waits for its peer's FIN: by default 5,000. */
  readonly lingerMs?: number;
}

export type TcpOptions<In = Frame, Out = BytesLike, Session = undefined> = SharedOptions<Session> &
  SpeechOptions<In, Out>;

interface ListenOptions {
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

interface DialOptions {
  /** Milliseconds that connecting may take: by default 30,000. */
  readonly connectTimeoutMs?: number;
}

export type TcpClientOptions<In = Frame, Out = BytesLike, Session = undefined> = DialPlace &
  DialOptions &
  TcpOptions<In, Out, Session>;

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function connectionOptions<In, Out, Session>(
  options: TcpOptions<In, Out, Session>,
  pausesByDefault: boolean,
): ConnectionOptions<In, Out> {
  const { highWaterMark = HIGH_WATER_BYTES, maxOutboundBytes = OUTBOUND_BYTES_MAX } = options;
  const { outboundOverflow = "close" } = options;
  const { pauseReadsWhenBlocked = pausesByDefault, lingerMs = LINGER_MS } = options;
  const mark = byteSize("highWaterMark", highWaterMark, 1, BYTES_MAX);
  const bound = byteSize("maxOutboundBytes", maxOutboundBytes, 1, BYTES_MAX);
  return {
    format: formatOf(speechOf(options), options.maxFrameBytes),
    // The bound is looked at when the mark is reached.
    highWaterMark: Math.min(mark, bound),
    maxOutboundBytes: bound,
    outboundOverflow: oneOf("outboundOverflow", outboundOverflow, OVERFLOWS),
    pauseReadsWhenBlocked: flag("pauseReadsWhenBlocked", pauseReadsWhenBlocked),
    lingerMs: integer("lingerMs", lingerMs, 0, MS_MAX),
    timeouts: timeoutsOf(options.timeouts),
  };
}

type PlaceOptions = Pick<TcpServerOptions, "host" | "port" | "path" | "noDelay" | "keepAlive">;

/** @throws TypeError or RangeError as {@link connectionOptions}. */
export function place(options: PlaceOptions, portLeast: number): Place {
  const { noDelay = true, keepAlive = false } = options;
  return {
    ...(options.path === undefined ? networkPlace(options, portLeast) : pathPlace(options)),
    noDelay: flag("noDelay", noDelay),
    keepAliveMs: keepAlive === false ? 0 : integer("keepAlive", keepAlive, 1, MS_MAX),
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

/** @throws TypeError if it is no loop. */
export function loopFor(loop: EventLoop | undefined): EventLoop {
  if (loop === undefined) return EventLoop.default();
  if (loop instanceof EventLoop) return loop;
  throw new TypeError(expected("loop", "an EventLoop", loop));
}

export function backlogOf(backlog: number = BACKLOG): number {
  return integer("backlog", backlog, 1, 65_535);
}

export function maxConnectionsOf(maxConnections: number = SLOTS_MAX): number {
  return integer("maxConnections", maxConnections, 0, SLOTS_MAX);
}

export function connectTimeoutOf(connectTimeoutMs: number = CONNECT_TIMEOUT_MS): number {
  return integer("connectTimeoutMs", connectTimeoutMs, 1, MS_MAX);
}

/** @throws TypeError if it is no AbortSignal. */
export function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal;
  throw new TypeError(expected("signal", "an AbortSignal", signal));
}

/** The caller's `createSession`, or none. */
export function sessionMaker<Session>(
  createSession: ((remote: Endpoint | undefined) => Session) | undefined,
): (remote: Endpoint | undefined) => Session {
  if (createSession === undefined) return () => undefined as Session;
  if (typeof createSession === "function") return createSession;
  throw new TypeError(expected("createSession", "a function", createSession));
}
