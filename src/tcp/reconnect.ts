import { expected, flag, integer } from "../core/check.js";
import { Backoff, type BackoffOptions, backoffPolicy } from "../engine/backoff.js";
import type { CloseCode } from "../engine/handler.js";
import { TIMER_MS_MAX } from "../limits.js";

/** How a client dials again. */
export interface ReconnectOptions extends BackoffOptions {
  /** Whether `connect()` itself goes on dialing until it succeeds: by default false. */
  readonly initial?: boolean;
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
  const { initial = false, attempts = Infinity } = given;
  return {
    ...backoffPolicy("reconnect", given),
    initial: flag("reconnect.initial", initial),
    attempts:
      attempts === Infinity ? attempts : integer("reconnect.attempts", attempts, 1, TIMER_MS_MAX),
  };
}

/** The attempts in a row of one client: how many, how far apart, and the wait between two. */
export class Attempts {
  readonly #attemptsMax: number;
  readonly #backoff: Backoff;
  #hurry: (() => void) | undefined;

  constructor(policy: ReconnectPolicy) {
    this.#attemptsMax = policy.attempts;
    this.#backoff = new Backoff(policy);
  }

  /** Of the attempt that `nextDelayMs` was asked for last; 0 before the first. */
  get count(): number {
    return this.#backoff.count;
  }

  /** Milliseconds until the next attempt; undefined if it was the last. */
  nextDelayMs(): number | undefined {
    return this.count >= this.#attemptsMax ? undefined : this.#backoff.nextDelayMs();
  }

  /** A connection lasted so long; see `Backoff`. */
  lasted(connectionMs: number): void {
    this.#backoff.lasted(connectionMs);
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
