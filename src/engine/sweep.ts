import { SWEEPS_PER_TIMEOUT, SWEEP_MS_MAX, SWEEP_MS_MIN } from "../limits.js";
import { TIMEOUT_NAMES, type Timeouts } from "./patience.js";

/** What is looked at. */
interface Swept {
  /** Ends it if a limit is exceeded. */
  sweep(now: number): void;
}

/** Milliseconds between two looks; 0 if there is nothing to look for. */
function intervalOf(timeouts: Timeouts): number {
  const limits = TIMEOUT_NAMES.map((name) => timeouts[name]).filter((ms) => ms > 0);
  if (limits.length === 0) return 0;
  const wanted = Math.min(...limits) / SWEEPS_PER_TIMEOUT;
  return Math.min(SWEEP_MS_MAX, Math.max(SWEEP_MS_MIN, wanted));
}

/** One timer for all connections of a server or client that looks at each of them, now and then. */
export class Sweep {
  readonly #intervalMs: number;
  readonly #members: () => Iterable<Swept>;
  readonly #later: (task: () => void) => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `later` runs a task when what is ready to be read now has been. */
  constructor(
    timeouts: Timeouts,
    members: () => Iterable<Swept>,
    later: (task: () => void) => void,
  ) {
    this.#intervalMs = intervalOf(timeouts);
    this.#members = members;
    this.#later = later;
  }

  /** Whether there is anything to look for. */
  get isNeeded(): boolean {
    return this.#intervalMs > 0;
  }

  /** Begins, unless it has. */
  start(): void {
    if (!this.isNeeded || this.#timer !== undefined) return;
    const look = (): void => {
      const now = performance.now();
      for (const member of this.#members()) member.sweep(now);
    };
    // If we were the ones who had no time, what the peers have sent meanwhile comes first.
    this.#timer = setInterval(() => {
      this.#later(look);
    }, this.#intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
