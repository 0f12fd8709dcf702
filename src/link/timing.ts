import { flag, integer } from "../core/check.js";
import { CONNECT_TIMEOUT_MS, RETRY_AFTER_MS, TIMER_MS_MAX } from "../limits.js";

/** How a link is dialed. */
export interface DialTiming {
  readonly timeoutMs: number;
  readonly retryAfterMs: number;
  readonly isRetried: boolean;
  readonly isReconnected: boolean;
}

interface TimingOptions {
  readonly timeoutMs?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly reconnect?: boolean | undefined;
}

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function dialTiming(options: TimingOptions): DialTiming {
  const { timeoutMs = CONNECT_TIMEOUT_MS, retryAfterMs, reconnect = false } = options;
  return {
    timeoutMs: integer("timeoutMs", timeoutMs, 1, TIMER_MS_MAX),
    retryAfterMs: integer("retryAfterMs", retryAfterMs ?? RETRY_AFTER_MS, 1, TIMER_MS_MAX),
    isRetried: retryAfterMs !== undefined,
    isReconnected: flag("reconnect", reconnect),
  };
}
