import { flag, integer, object } from "../core/check.js";
import { type BackoffOptions, type BackoffPolicy, backoffPolicy } from "../engine/backoff.js";
import { CONNECT_TIMEOUT_MS, RETRY_AFTER_MS, TIMER_MS_MAX } from "../limits.js";

/** How a link is dialed. */
export interface DialTiming {
  readonly timeoutMs: number;
  readonly backoff: BackoffPolicy;
  readonly isRetried: boolean;
  readonly isReconnected: boolean;
}

interface TimingOptions {
  readonly timeoutMs?: number | undefined;
  readonly retryAfterMs?: number | BackoffOptions | undefined;
  readonly reconnect?: boolean | undefined;
}

/** A number is the delay each time. */
function backoffOf(retryAfterMs: number | BackoffOptions): BackoffPolicy {
  if (typeof retryAfterMs === "number") {
    const delayMs = integer("retryAfterMs", retryAfterMs, 1, TIMER_MS_MAX);
    return { firstMs: delayMs, maxMs: delayMs, factor: 1, jitter: false };
  }
  object("retryAfterMs", retryAfterMs);
  return backoffPolicy("retryAfterMs", retryAfterMs);
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function dialTiming(options: TimingOptions): DialTiming {
  const { timeoutMs = CONNECT_TIMEOUT_MS, retryAfterMs, reconnect = false } = options;
  return {
    timeoutMs: integer("timeoutMs", timeoutMs, 1, TIMER_MS_MAX),
    backoff: backoffOf(retryAfterMs ?? RETRY_AFTER_MS),
    isRetried: retryAfterMs !== undefined,
    isReconnected: flag("reconnect", reconnect),
  };
}
