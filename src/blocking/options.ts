import { MessageEncoder } from "../codec/message-encoder.js";
import type { MessageFormat } from "../codec/codec.js";
import { integer } from "../core/check.js";
import { BACKLOG, CONNECT_TIMEOUT_MS, SLOTS_MAX, TIMER_MS_MAX } from "../limits.js";
import { heartbeatPlan } from "../link/heartbeat.js";
import type { HeartbeatOptions, LinkObserver } from "../link/protocol.js";
import { type SpeechSource, speechFrom } from "../link/speech.js";
import { placeOf } from "../reactor/place.js";
import type { Beats, Target } from "./messages.js";
import type { BlockingProtocol } from "./protocol.js";

/** Options that `connect` and `listen` share. */
export interface BlockingSettings<In, Out, Session> {
  /** Name or address; by default `"127.0.0.1"`. */
  readonly host?: string | undefined;
  /** A Unix socket or Windows pipe, instead of host and port. */
  readonly path?: string | undefined;
  /** Whether small writes are sent at once (TCP_NODELAY): by default true. */
  readonly noDelay?: boolean;
  /** What the links are called; by default `"client"` or `"service"`. */
  readonly name?: string;
  readonly protocol?: BlockingProtocol<In, Out, Session>;
  readonly observer?: LinkObserver<In, Out>;
  /** Beats are sent by the thread, whatever the caller does; the message is encoded once. */
  readonly heartbeat?: HeartbeatOptions<Out>;
  /** What outlives connections, as `link.session`. */
  readonly session?: Session;
  /**
   * Milliseconds, 0 to 2^31 - 1, for which caller and thread look for news before they sleep: by default 0.
   * It costs up to two cores, and saves the time it takes to be woken.
   */
  readonly spinMs?: number;
}

/** What is spoken, and how. */
export interface BlockingParts<In, Out, Session> {
  readonly name: string;
  readonly session: Session;
  readonly protocol: BlockingProtocol<In, Out, Session>;
  readonly observer: LinkObserver<In, Out>;
  readonly format: MessageFormat<In, Out>;
  readonly encoder: MessageEncoder<Out>;
  readonly target: Target;
  readonly lineage: string;
  readonly beats: Beats;
  readonly spinMs: number;
}

export type BlockingSource<In, Out, Session> = SpeechSource &
  BlockingSettings<In, Out, Session> & { readonly port?: number | undefined };

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function blockingParts<In, Out, Session>(
  options: BlockingSource<In, Out, Session>,
  name: string,
  portLeast: number,
): BlockingParts<In, Out, Session> {
  const { host, port, path, noDelay } = placeOf(options, portLeast);
  const format = speechFrom<In, Out>(options).codec as unknown as MessageFormat<In, Out>;
  const encoder = new MessageEncoder<Out>(format);
  const { beat, toleranceMs } = heartbeatPlan(options.heartbeat);
  return {
    name: options.name ?? name,
    session: options.session as Session,
    protocol: options.protocol ?? {},
    observer: options.observer ?? {},
    format,
    encoder,
    target: { host, port, path, noDelay },
    lineage: path ?? `${host}:${port}`,
    beats: {
      intervalMs: beat?.intervalMs ?? 0,
      bytes: beat && encoder.encode(beat.message()),
      toleranceMs,
    },
    spinMs: integer("spinMs", options.spinMs ?? 0, 0, TIMER_MS_MAX),
  };
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function blockingTiming(options: {
  readonly timeoutMs?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}): { timeoutMs: number; retryAfterMs: number } {
  const { timeoutMs = CONNECT_TIMEOUT_MS, retryAfterMs } = options;
  return {
    timeoutMs: integer("timeoutMs", timeoutMs, 1, TIMER_MS_MAX),
    retryAfterMs:
      retryAfterMs === undefined ? 0 : integer("retryAfterMs", retryAfterMs, 1, TIMER_MS_MAX),
  };
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function blockingBounds(options: {
  readonly backlog?: number;
  readonly maxConnections?: number;
}): { backlog: number; maxConnections: number } {
  const { backlog = BACKLOG, maxConnections = SLOTS_MAX } = options;
  return {
    backlog: integer("backlog", backlog, 1, 65_535),
    maxConnections: integer("maxConnections", maxConnections, 0, SLOTS_MAX),
  };
}
