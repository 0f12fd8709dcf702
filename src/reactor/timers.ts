import { expected, integer } from "../core/check.js";
import { TIMER_MS_MAX } from "../limits.js";

/** A timer of a loop. */
export interface LoopTimer {
  /** Calls the function no more; false if there was nothing left to cancel. */
  cancel(): boolean;
}

/** What a timer calls. A promise it returns is watched. */
export type TimerTask = () => void | Promise<void>;

/** The timers of a loop, on those of Node: none of them can bring the process down. */
export class Timers {
  readonly #onError: (error: unknown) => void;
  readonly #running = new Map<LoopTimer, () => void>();

  /** `onError` gets what a timer throws, and what its promise rejects with. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Timers that are set. */
  get count(): number {
    return this.#running.size;
  }

  /** @throws TypeError or RangeError if `ms` is no time or `task` no function. */
  once(ms: number, task: TimerTask): LoopTimer {
    this.#check(ms, 0, task);
    const timer = this.#timer();
    const handle = setTimeout(() => {
      this.#running.delete(timer);
      this.#call(task);
    }, ms);
    this.#running.set(timer, () => clearTimeout(handle));
    return timer;
  }

  /** @throws TypeError or RangeError if `ms` is no time or `task` no function. */
  repeat(ms: number, task: TimerTask): LoopTimer {
    this.#check(ms, 1, task);
    const timer = this.#timer();
    const handle = setInterval(() => this.#call(task), ms);
    this.#running.set(timer, () => clearInterval(handle));
    return timer;
  }

  clear(): void {
    for (const stop of this.#running.values()) stop();
    this.#running.clear();
  }

  #check(ms: number, least: number, task: unknown): void {
    integer("ms", ms, least, TIMER_MS_MAX);
    if (typeof task !== "function") throw new TypeError(expected("fn", "a function", task));
  }

  #timer(): LoopTimer {
    const timer = { cancel: (): boolean => this.#cancel(timer) };
    return timer;
  }

  #cancel(timer: LoopTimer): boolean {
    const stop = this.#running.get(timer);
    stop?.();
    return this.#running.delete(timer);
  }

  #call(task: TimerTask): void {
    try {
      const answer = task();
      if (answer !== undefined) Promise.resolve(answer).catch(this.#onError);
    } catch (error) {
      this.#onError(error);
    }
  }
}
