import { fileURLToPath } from "node:url";
import type { Transferable } from "node:worker_threads";
import type { Piscina } from "piscina";
import { object, oneOf } from "../core/check.js";
import { type ComputePriority, Line, PRIORITIES } from "./line.js";

/** Work for another thread. A function cannot be sent there: a module is named, and what it exports. */
export interface ComputeTask {
  /** A file: URL, as of `new URL("./work.js", import.meta.url)`, or an absolute path. */
  readonly module: URL | string;
  /** The exported function that gets `data`, and whose answer is the result: by default `default`. */
  readonly export?: string;
  /** Is copied to the thread, as by `structuredClone`. */
  readonly data?: unknown;
  /** What of `data` is moved instead of copied. */
  readonly transfer?: readonly Transferable[];
}

export interface ComputeOptions {
  /** By default `"normal"`. */
  readonly priority?: ComputePriority;
  /** Takes the task back: out of the line, or off its thread, which is ended. */
  readonly signal?: AbortSignal;
}

export interface ComputeStats {
  readonly queued: number;
  readonly running: number;
  readonly completed: number;
  /** Tasks that threw, or whose thread ended. */
  readonly failed: number;
  readonly cancelled: number;
  /** Milliseconds that tasks ran, all together. */
  readonly totalMs: number;
}

interface Job {
  readonly task: ComputeTask;
  readonly filename: string;
  readonly priority: ComputePriority;
  readonly own: AbortController;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** The pool is a peer dependency, loaded when it is first needed. */
async function load(threads: number): Promise<Piscina> {
  const piscina = await import("piscina").catch((cause: unknown) => {
    const needed = 'spawnCompute() needs the package "piscina": npm install piscina';
    throw new Error(needed, { cause });
  });
  return new piscina.Piscina({ minThreads: 0, maxThreads: threads, idleTimeout: 10_000 });
}

/** The threads of a loop for what would keep it from its sockets. */
export class Compute {
  readonly #threads: number;
  readonly #line = new Line<Job>();
  readonly #running = new Set<Job>();
  #pool: Promise<Piscina> | undefined;
  #completed = 0;
  #failed = 0;
  #cancelled = 0;
  #totalMs = 0;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** @throws TypeError or RangeError if something about the task is wrong. */
  spawn(task: ComputeTask, options: ComputeOptions): Promise<unknown> {
    object("task", task);
    const priority = oneOf("priority", options.priority ?? "normal", PRIORITIES);
    const { module } = task;
    const filename = module instanceof URL ? fileURLToPath(module) : module;
    const { signal } = options;
    return new Promise((resolve, reject) => {
      const own = new AbortController();
      const job: Job = { task, filename, priority, own, resolve, reject };
      own.signal.addEventListener("abort", () => this.#cancel(job), { once: true });
      this.#line.add(priority, job);
      if (signal !== undefined) this.#obey(signal, own);
      this.#next();
    });
  }

  stats(): ComputeStats {
    return {
      queued: this.#line.length,
      running: this.#running.size,
      completed: this.#completed,
      failed: this.#failed,
      cancelled: this.#cancelled,
      totalMs: this.#totalMs,
    };
  }

  /** Cancels all, with this reason, and ends the threads. */
  async end(reason: Error): Promise<void> {
    for (const { own } of [...this.#line.all(), ...this.#running]) own.abort(reason);
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.then(
      (threads) => threads.destroy(),
      () => undefined,
    );
  }

  #obey(signal: AbortSignal, own: AbortController): void {
    const onAbort = (): void => own.abort(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true, signal: own.signal });
  }

  #cancel(job: Job): void {
    if (!this.#line.remove(job.priority, job) && !this.#running.has(job)) return;
    ++this.#cancelled;
    const reason: unknown = job.own.signal.reason;
    job.reject(reason);
  }

  #next(): void {
    while (this.#running.size < this.#threads) {
      const job = this.#line.take();
      if (job === undefined) return;
      this.#running.add(job);
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const { task, filename, own, resolve, reject } = job;
    const { signal } = own;
    let startMs = performance.now();
    try {
      this.#pool ??= load(this.#threads);
      const pool = await this.#pool;
      startMs = performance.now();
      const name = task.export ?? "default";
      const transferList = task.transfer === undefined ? [] : [...task.transfer];
      const result: unknown = await pool.run(task.data, { filename, name, signal, transferList });
      if (!signal.aborted) ++this.#completed;
      resolve(result);
    } catch (error) {
      if (!signal.aborted) ++this.#failed;
      reject(error);
    }
    this.#running.delete(job);
    // The caller's signal may live longer than this.
    own.abort();
    this.#totalMs += performance.now() - startMs;
    this.#next();
  }
}
