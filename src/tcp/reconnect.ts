import { expected, flag, integer } from "../core/check.js";
import type { CloseCode } from "../engine/handler.js";
import { RECONNECT_FIRST_MS, RECONNECT_MAX_MS, TIMER_MS_MAX } from "../limits.js";

const FACTOR_MAX = 100;

/** How a client dials again. */
export interface ReconnectOptions {
  /** Whether `connect()` itself goes on dialing until it succeeds: by default false. */
  readonly initial?: boolean;
  /** Milliseconds, 1 to 2,147,483,647, that the first delay is at most: by default 100. */
  readonly firstMs?: number;
  /** Milliseconds, `firstMs` to 2,147,483,647, that any delay is at most: by default 30,000. */
  readonly maxMs?: number;
  /** How many times as long each delay may be as the one before, 1 to 100: by default 2. */
  readonly factor?: number;
  /** Whether a delay is any up to its bound (full jitter), not the bound itself: by default true. */
  readonly jitter?: boolean;
  /** Attempts in a row before it is given up, from 1: by default no bound (`Infinity`). */
  readonly attempts?: number;
}

export type ReconnectPolicy = Required<ReconnectOptions>;

/** Ends that this side asked for, and that of the core, which is final. */
const WANTED: ReadonlySet<CloseCode> = new Set<CloseCode>(["closed", "aborted", "internal-error"]);

/** Whether a connection that ended so is to be had again. */
export function isLoss(code: CloseCode): boolean {
  return !WANTED.has(code);
}

function factorOf(factor: unknown): number {
  const what = `a number from 1 to ${FACTOR_MAX}`;
  if (typeof factor !== "number") throw new TypeError(expected("reconnect.factor", what, factor));
  if (factor >= 1 && factor <= FACTOR_MAX) return factor;
  throw new RangeError(expected("reconnect.factor", what, factor));
}

/**
 * The policy of an option; undefined for none.
 *
 * @throws TypeError or RangeError naming the option, what was expected, and what was given.
 */
export function reconnectPolicy(
  option: boolean | ReconnectOptions | undefined,
): ReconnectPolicy | undefined {
  if (option === undefined || option === false) return undefined;
  const given = option === true ? {} : option;
  if (typeof given !== "object" || (given as unknown) === null) {
    throw new TypeError(expected("reconnect", "true, false or an object", option));
  }
  const { initial = false, jitter = true, factor = 2, attempts = Infinity } = given;
  const firstMs = integer(
    "reconnect.firstMs",
    given.firstMs ?? RECONNECT_FIRST_MS,
    1,
    TIMER_MS_MAX,
  );
  const maxMs = given.maxMs ?? Math.max(firstMs, RECONNECT_MAX_MS);
  return {
    initial: flag("reconnect.initial", initial),
    firstMs,
    maxMs: integer("reconnect.maxMs", maxMs, firstMs, TIMER_MS_MAX),
    factor: factorOf(factor),
    jitter: flag("reconnect.jitter", jitter),
    attempts:
      attempts === Infinity ? attempts : integer("reconnect.attempts", attempts, 1, TIMER_MS_MAX),
  };
}

/** The attempts in a row of one client: how many, how far apart, and the wait between two. */
export class Attempts {
  readonly #policy: ReconnectPolicy;
  #count = 0;
  #hurry: (() => void) | undefined;

  constructor(policy: ReconnectPolicy) {
    this.#policy = policy;
  }

  /** Of the attempt that `nextDelayMs` was asked for last; 0 before the first. */
  get count(): number {
    return this.#count;
  }

  /** Milliseconds until the next attempt; undefined if it was the last. */
  nextDelayMs(): number | undefined {
    const { attempts, jitter } = this.#policy;
    if (this.#count >= attempts) return undefined;
    const boundMs = this.#boundMs(this.#count);
    ++this.#count;
    return Math.floor(jitter ? Math.random() * (boundMs + 1) : boundMs);
  }

  // A power that is too large for a number is Infinity, and the cap holds for it like for any other.
  #boundMs(attempt: number): number {
    const { firstMs, factor, maxMs } = this.#policy;
    return Math.min(maxMs, firstMs * factor ** attempt);
  }

  /**
   * A connection lasted so long. The attempts begin anew if that is longer than the last one may have
   * waited: a peer that accepts and hangs up at once is dialed as seldom as one that refuses.
   */
  lasted(connectionMs: number): void {
    if (connectionMs >= this.#boundMs(Math.max(0, this.#count - 1))) this.#count = 0;
  }

  /** Resolves after the delay, or on `hurry()`; rejects with the signal's reason. */
  wait(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        this.#hurry = undefined;
      };
      const onAbort = (): void => {
        settle();
        const reason: unknown = signal.reason;
        reject(reason);
      };
      const goOn = (): void => {
        settle();
        resolve();
      };
      const timer = setTimeout(goOn, delayMs);
      signal.addEventListener("abort", onAbort);
      this.#hurry = goOn;
      if (signal.aborted) onAbort();
    });
  }

  /** Ends the wait, if there is one. */
  hurry(): boolean {
    if (this.#hurry === undefined) return false;
    this.#hurry();
    return true;
  }
}
