import { availableParallelism } from "node:os";
import type { MessagePort } from "node:worker_threads";
import { type ByteSize, byteSize, expected, flag, integer } from "../core/check.js";
import { Core } from "../core/core.js";
import type { Leak } from "../core/leaks.js";
import type { PoolStats } from "../core/pool.js";
import { ConnectionClosedError } from "../errors.js";
import {
  ARENA_BYTES_MAX,
  ARENA_BYTES_MIN,
  GRACE_MS,
  LOOP_ARENA_BYTES,
  LOOP_SLOTS,
  SLOTS_MAX,
  TIMER_MS_MAX,
  ZONE_BYTES_DEFAULT,
  ZONE_BYTES_MAX,
  ZONE_BYTES_MIN,
} from "../limits.js";
import { Compute, type ComputeOptions, type ComputeStats, type ComputeTask } from "./compute.js";
import { LeakReport } from "./leak-report.js";
import { Life, type Resident } from "./life.js";
import { type LoopTimer, type TimerTask, Timers } from "./timers.js";

export interface EventLoopOptions {
  /** Bytes of the buffer pool, claimed at start: by default 60 MiB. Memory is only used as touched. */
  readonly arena?: ByteSize;
  /**
   * Bytes of the landing zone, the most one read brings, unless it goes straight into a large frame's own
   * block: by default 256 KiB.
   */
  readonly zone?: ByteSize;
  /** Connections that may be alive at once: by default 65,536. */
  readonly slots?: number;
  /** Whether sockets read straight into the zone where the runtime can: by default true. */
  readonly directReads?: boolean;
  /** Threads for `spawnCompute`, 1 to 1,024: by default as many as the machine runs at once. */
  readonly computeThreads?: number;
  /**
   * Whether the loop remembers where each buffer of its pool was taken, for `leaks()`, and reports what
   * is not given back: by default false. It takes a stack trace of each connection and each buffer, some
   * 10 microseconds.
   */
  readonly debug?: boolean;
  /** Gets what a timer of the loop throws; without one it is a warning of the process. */
  readonly onError?: (error: unknown) => void;
}

export interface EventLoopStats {
  /** Connections alive, of all servers and clients of the loop. */
  readonly connections: number;
  readonly pool: PoolStats;
  /** Timers that are set. */
  readonly timers: number;
  readonly compute: ComputeStats;
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** Takes errors that are nobody's; never throws. */
function errorSink(onError: EventLoopOptions["onError"]): (error: unknown) => void {
  if (onError === undefined) return warn;
  if (typeof onError !== "function") {
    throw new TypeError(expected("onError", "a function", onError));
  }
  return (error) => {
    try {
      onError(error);
    } catch (second) {
      warn(second);
    }
  };
}

let shared: EventLoop | undefined;

/**
 * One wasm core, its landing zone and its pool, shared by any number of servers and clients; and its
 * timers. Node turns it: servers serve without `run()`, too.
 *
 * @example
 * const loop = new EventLoop();
 * await new TcpServer({ port: 9000, framing: lines(), loop }, handler).start();
 * process.once("SIGTERM", () => void loop.stop());
 * await loop.run();
 */
export class EventLoop {
  /** The core. For the layers above, not for users. */
  readonly core: Core;
  /** The core's memory as a Buffer: a socket writes parts of it without a view more. */
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly directReads: boolean;
  readonly #timers: Timers;
  readonly #compute: Compute;
  readonly #life: Life;
  readonly #leaks: LeakReport | undefined;

  /** The loop of all servers and clients that name none: made at the first use. */
  static default(): EventLoop {
    shared ??= new EventLoop();
    return shared;
  }

  /**
   * @throws TypeError or RangeError if an option is wrong; ResourceError if the memory is not to be had.
   */
  constructor(options: EventLoopOptions = {}) {
    const { arena = LOOP_ARENA_BYTES, zone = ZONE_BYTES_DEFAULT, slots = LOOP_SLOTS } = options;
    const zoneBytes = byteSize("zone", zone, ZONE_BYTES_MIN, ZONE_BYTES_MAX);
    const arenaLeast = Math.max(ARENA_BYTES_MIN, 10 * zoneBytes);
    this.#leaks = flag("debug", options.debug ?? false) ? new LeakReport() : undefined;
    this.core = new Core({
      arenaBytes: byteSize("arena", arena, arenaLeast, ARENA_BYTES_MAX),
      zoneBytes,
      slotCount: integer("slots", slots, 1, SLOTS_MAX),
      watch: this.#leaks?.watch,
    });
    this.memory = Buffer.from(this.core.memory.buffer);
    this.directReads = flag("directReads", options.directReads ?? true);
    this.#timers = new Timers(errorSink(options.onError));
    const threads = options.computeThreads ?? availableParallelism();
    this.#compute = new Compute(integer("computeThreads", threads, 1, 1_024));
    const silence = (): Promise<void> => {
      this.#timers.clear();
      return this.#compute.end(new ConnectionClosedError("the loop is stopping"));
    };
    const ended = (): void => this.#leaks?.make();
    this.#life = new Life(silence, ended, () => void this.stop());
  }

  /**
   * Resolves when the loop has been stopped and all that was on it is gone; until then the process
   * lives. Called twice it is one and the same run; called while the loop stops, it waits for that. What
   * has stopped may run, serve and dial again.
   */
  run(): Promise<void> {
    return this.#life.run();
  }

  /**
   * Ends everything on the loop: cancels its timers and tasks, lets go of its ports, stops its servers, and
   * closes the connections of servers, clients and engines gracefully; those that are still there after
   * `graceMs` milliseconds (0 to 2^31 - 1, by default 5,000) are aborted. Resolves when all are gone, and
   * `run()` with it; it needs no `run()`. Whoever starts or connects meanwhile gets a ConnectionClosedError.
   *
   * @throws TypeError or RangeError if `graceMs` is no time.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    const graceMs = integer("graceMs", options.graceMs ?? GRACE_MS, 0, TIMER_MS_MAX);
    return this.#life.stop(graceMs);
  }

  /**
   * Lets another thread stop the loop, by the message `"stop"` from the other end of this port. The port
   * stays the caller's; it keeps the process alive until the loop stops.
   *
   * @throws TypeError if it is no MessagePort.
   *
   * @example
   * const { port1, port2 } = new MessageChannel();
   * loop.attach(port1);
   * new Worker("./watchdog.js", { workerData: port2, transferList: [port2] });
   * // there: workerData.postMessage("stop")
   */
  attach(port: MessagePort): void {
    this.#life.attach(port);
  }

  /**
   * Calls `task` once, in `ms` milliseconds, 0 to 2^31 - 1. What it throws goes to `onError`.
   *
   * @throws TypeError or RangeError if `ms` is no time or `task` no function.
   */
  setTimeout(ms: number, task: TimerTask): LoopTimer {
    return this.#timers.once(ms, task);
  }

  /**
   * Calls `task` every `ms` milliseconds, 1 to 2^31 - 1. What it throws goes to `onError`, and it goes on.
   *
   * @throws TypeError or RangeError if `ms` is no time or `task` no function.
   */
  setInterval(ms: number, task: TimerTask): LoopTimer {
    return this.#timers.repeat(ms, task);
  }

  /**
   * Runs a function of a module on a thread of its own, for what would keep the loop from its sockets.
   * Higher priorities go first, in each of them the first come; one that was passed over 32 times in a
   * row goes next all the same. A task that throws rejects the promise, and its thread lives on. The
   * threads are those of the package `piscina`, which has to be installed beside millrace.
   *
   * @returns What the function answers. Rejects with what it throws; with the signal's reason; with
   * ConnectionClosedError if the loop stops; with an Error that says so if `piscina` is missing.
   * @throws TypeError or RangeError if the task or an option is wrong; ConnectionClosedError if the loop
   * is stopping.
   *
   * @example
   * // work.js: export const area = ({ width, height }) => width * height;
   * const module = new URL("./work.js", import.meta.url);
   * await loop.spawnCompute({ module, export: "area", data: { width: 3, height: 4 } }); // 12
   */
  spawnCompute(task: ComputeTask, options: ComputeOptions = {}): Promise<unknown> {
    this.#life.throwIfStopping();
    return this.#compute.spawn(task, options);
  }

  /**
   * What is out of the pool now: each buffer and each connection, and the stack of who took it. When all
   * servers, clients and engines of the loop have stopped, each of them is a leak. Buffers that are out
   * when the last connection has gone are also told, once each, on the diagnostics channel
   * `millrace:leak` and as a warning of the process.
   *
   * @throws TypeError if the loop was made without `debug`.
   */
  leaks(): Leak[] {
    if (this.#leaks === undefined) throw new TypeError(expected("debug", "true", false));
    return this.#leaks.watch.list();
  }

  // For the layers above, not for users.

  get isStopping(): boolean {
    return this.#life.isStopping;
  }

  /** @throws ConnectionClosedError if the loop is stopping. */
  throwIfStopping(): void {
    this.#life.throwIfStopping();
  }

  /** Will be stopped with the loop. */
  enter(resident: Resident): void {
    this.#life.enter(resident);
  }

  /** Has ended. */
  leave(resident: Resident): void {
    this.#life.leave(resident);
  }

  /** Runs `task` once all sockets that are ready now have had their turn. */
  later(task: () => void): void {
    setImmediate(task);
  }

  stats(): EventLoopStats {
    const timers = this.#timers.count;
    const compute = this.#compute.stats();
    return { connections: this.core.raw.slotsTaken(), pool: this.core.pool(), timers, compute };
  }
}
