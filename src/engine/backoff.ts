import { expected, flag, integer } from "../core/check.js";
import { RECONNECT_FIRST_MS, RECONNECT_MAX_MS, TIMER_MS_MAX } from "../limits.js";

const FACTOR_MAX = 100;

/** How long to wait between two attempts. */
export interface BackoffOptions {
  /** Milliseconds, 1 to 2,147,483,647, that the first delay is at most: by default 100. */
  readonly firstMs?: number;
  /** Milliseconds, `firstMs` to 2,147,483,647, that any delay is at most: by default 30,000. */
  readonly maxMs?: number;
  /** How many times as long each delay may be as the one before, 1 to 100: by default 2. */
  readonly factor?: number;
  /** Whether a delay is any up to its bound (full jitter), not the bound itself: by default true. */
  readonly jitter?: boolean;
}

export type BackoffPolicy = Required<BackoffOptions>;

function factorOf(name: string, factor: unknown): number {
  const what = `a number from 1 to ${FACTOR_MAX}`;
  if (typeof factor !== "number") throw new TypeError(expected(name, what, factor));
  if (factor >= 1 && factor <= FACTOR_MAX) return factor;
  throw new RangeError(expected(name, what, factor));
}

/**
 * The policy of options that are called so.
 *
 * @throws TypeError or RangeError naming the option, what was expected, and what was given.
 */
export function backoffPolicy(name: string, given: BackoffOptions): BackoffPolicy {
  const { jitter = true, factor = 2 } = given;
  const first = given.firstMs ?? RECONNECT_FIRST_MS;
  const firstMs = integer(`${name}.firstMs`, first, 1, TIMER_MS_MAX);
  const maxMs = given.maxMs ?? Math.max(firstMs, RECONNECT_MAX_MS);
  return {
    firstMs,
    maxMs: integer(`${name}.maxMs`, maxMs, firstMs, TIMER_MS_MAX),
    factor: factorOf(`${name}.factor`, factor),
    jitter: flag(`${name}.jitter`, jitter),
  };
}

/** The delays between attempts in a row: longer each time, up to a cap. */
export class Backoff {
  readonly #policy: BackoffPolicy;
  #count = 0;

  constructor(policy: BackoffPolicy) {
    this.#policy = policy;
  }

  /** Delays in this row. */
  get count(): number {
    return this.#count;
  }

  nextDelayMs(): number {
    const boundMs = this.#boundMs(this.#count++);
    return Math.floor(this.#policy.jitter ? Math.random() * (boundMs + 1) : boundMs);
  }

  // A power that is too large for a number is Infinity, and the cap holds for it like for any other.
  #boundMs(attempt: number): number {
    const { firstMs, factor, maxMs } = this.#policy;
    return Math.min(maxMs, firstMs * factor ** attempt);
  }

  /**
   * A connection lasted so long. A new row begins if that is longer than the last delay may have been: a
   * peer that accepts and hangs up at once is dialed as seldom as one that refuses.
   */
  lasted(connectionMs: number): void {
    if (connectionMs >= this.#boundMs(Math.max(0, this.#count - 1))) this.#count = 0;
  }
}
