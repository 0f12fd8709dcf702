import { expected, integer, object } from "../core/check.js";
import { TIMER_MS_MAX } from "../limits.js";
import type { HeartbeatOptions } from "./protocol.js";

/** How beats are sent, if they are. */
export interface Beat<Out> {
  readonly intervalMs: number;
  /** Makes the next beat. */
  message(): Out;
}

/** What the option says: the beats to be sent, and how long the peer may be silent (0 for ever). */
export interface HeartbeatPlan<Out> {
  readonly beat: Beat<Out> | undefined;
  readonly toleranceMs: number;
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function heartbeatPlan<Out>(options: HeartbeatOptions<Out> = {}): HeartbeatPlan<Out> {
  object("heartbeat", options);
  const { intervalMs, message, toleranceMs } = options;
  const tolerance =
    toleranceMs === undefined ? 0 : integer("heartbeat.toleranceMs", toleranceMs, 1, TIMER_MS_MAX);
  if (intervalMs === undefined) return { beat: undefined, toleranceMs: tolerance };
  if (message === undefined) {
    throw new TypeError(expected("heartbeat.message", "a message or what makes one", message));
  }
  const interval = integer("heartbeat.intervalMs", intervalMs, 1, TIMER_MS_MAX);
  const make = typeof message === "function" ? (message as () => Out) : () => message;
  return { beat: { intervalMs: interval, message: make }, toleranceMs: tolerance };
}

/** What a heart asks of its link. */
export interface HeartHost {
  /** Whether anything was sent since the last question. */
  takeSent(): boolean;
  beat(): void;
}

/** Sends a beat for each interval in which nothing else was sent. */
export class Heart {
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(intervalMs: number, host: HeartHost) {
    this.#timer = setInterval(() => {
      if (!host.takeSent()) host.beat();
    }, intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
