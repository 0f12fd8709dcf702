import type { Codec, StreamCodec } from "../codec/codec.js";
import type { Framing } from "../codec/framing.js";
import { type ByteSize, byteSize, expected, flag, integer, oneOf } from "../core/check.js";
import {
  HIGH_WATER_BYTES,
  LINGER_MS,
  OUTBOUND_BYTES_MAX,
  SLOTS_MAX,
  TIMER_MS_MAX,
} from "../limits.js";
import type { Endpoint } from "../reactor/byte-stream.js";
import { EventLoop } from "../reactor/loop.js";
import type { EngineOptions } from "./engine.js";
import { formatOf, speechOf } from "./format.js";
import type { ConnectionOptions, OutboundOverflow } from "./owner.js";
import { type Timeouts, timeoutsOf } from "./patience.js";

const OVERFLOWS: readonly OutboundOverflow[] = ["close", "drop", "error"];
const BYTES_MAX: number = 2 ** 40;

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

/** Options of connections, whatever they run on. */
export interface ConnectionSettings<Session = undefined> {
  /** Replaces the `maxFrameBytes` of the framing or codec. */
  readonly maxFrameBytes?: number;
  /** The loop to run on; by default the one that all share. */
  readonly loop?: EventLoop;
  /** Makes the `session` of a connection. */
  readonly createSession?: (remote: Endpoint | undefined) => Session;
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
  /**
   * Whether a connection stops reading while `send()` answers false: by default accepted ones do, dialed
   * and managed ones do not, for if both ends do, each may wait for the other.
   */
  readonly pauseReadsWhenBlocked?: boolean;
  /**
   * How long a connection may keep others waiting, in milliseconds, each 1 to 2^31 - 1 and by default for
   * ever: it is closed then, with reason `timeout`, a quarter of the shortest limit late at the most.
   * `idleMs`: nothing moves either way. `readIdleMs`: nothing is received. `writeIdleMs`: the peer takes
   * none of the bytes that are to be sent. `frameMs`: a frame has begun and does not end.
   * `firstFrameMs`: the first one does not come. `lifetimeMs`: it is open.
   */
  readonly timeouts?: Partial<Timeouts>;
  /**
   * Whether a connection stays open behind the peer's FIN, for as long as there is something to send: the
   * handler's `onEnd` is called then, and closes it sooner or later. By default false: it is closed.
   */
  readonly allowHalfOpen?: boolean;
  /** Milliseconds that a closing connection waits for its peer's FIN: by default 5,000. */
  readonly lingerMs?: number;
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function connectionOptions<In, Out, Session>(
  options: ConnectionSettings<Session> & SpeechOptions<In, Out>,
  pausesByDefault: boolean,
): ConnectionOptions<In, Out> {
  const { highWaterMark = HIGH_WATER_BYTES, maxOutboundBytes = OUTBOUND_BYTES_MAX } = options;
  const { outboundOverflow = "close" } = options;
  const { pauseReadsWhenBlocked = pausesByDefault, lingerMs = LINGER_MS } = options;
  const { allowHalfOpen = false } = options;
  const mark = byteSize("highWaterMark", highWaterMark, 1, BYTES_MAX);
  const bound = byteSize("maxOutboundBytes", maxOutboundBytes, 1, BYTES_MAX);
  return {
    format: formatOf(speechOf(options), options.maxFrameBytes),
    // The bound is looked at when the mark is reached.
    highWaterMark: Math.min(mark, bound),
    maxOutboundBytes: bound,
    outboundOverflow: oneOf("outboundOverflow", outboundOverflow, OVERFLOWS),
    pauseReadsWhenBlocked: flag("pauseReadsWhenBlocked", pauseReadsWhenBlocked),
    allowHalfOpen: flag("allowHalfOpen", allowHalfOpen),
    lingerMs: integer("lingerMs", lingerMs, 0, TIMER_MS_MAX),
    timeouts: timeoutsOf(options.timeouts),
  };
}

/** The same for all of a server or client, and how many there may be. @throws as {@link connectionOptions}. */
export function engineOptions<In, Out, Session>(
  options: ConnectionSettings<Session> &
    SpeechOptions<In, Out> & { readonly maxConnections?: number },
  pausesByDefault: boolean,
): EngineOptions<In, Out, Session> {
  return {
    ...connectionOptions(options, pausesByDefault),
    maxConnections: maxConnectionsOf(options.maxConnections),
    createSession: sessionMaker(options.createSession),
  };
}

/** @throws TypeError if it is no loop. */
export function loopFor(loop: EventLoop | undefined): EventLoop {
  if (loop === undefined) return EventLoop.default();
  if (loop instanceof EventLoop) return loop;
  throw new TypeError(expected("loop", "an EventLoop", loop));
}

export function maxConnectionsOf(maxConnections: number = SLOTS_MAX): number {
  return integer("maxConnections", maxConnections, 0, SLOTS_MAX);
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
