import type { Socket } from "node:net";
import { integer, object } from "../core/check.js";
import { KEEP_ALIVE_COUNT_MAX, KEEP_ALIVE_MS_MAX } from "../limits.js";

/** When the kernel asks a silent peer whether it is there. Times are rounded up to whole seconds. */
export interface KeepAliveOptions {
  /** Milliseconds of silence before the first probe: 1 to 32,767,000. */
  readonly delayMs: number;
  /** Milliseconds between probes, in the same range: where the runtime takes it; see docs/runtimes.md. */
  readonly intervalMs?: number;
  /** Probes without an answer after which the connection is reset, 1 to 127: where the runtime takes it. */
  readonly count?: number;
}

export type KeepAlive = number | false | KeepAliveOptions;

/** Some runtimes look at the first two arguments only. */
interface KeepAliveSocket extends Socket {
  setKeepAlive(isOn: boolean, delayMs: number, intervalMs?: number, count?: number): this;
}

function time(name: string, ms: unknown): number {
  // The kernel counts seconds, and node rounds down: 0 would be two hours.
  return Math.ceil(integer(name, ms, 1, KEEP_ALIVE_MS_MAX) / 1_000) * 1_000;
}

/** @throws TypeError or RangeError if it is none; undefined for never. */
export function keepAliveOf(option: KeepAlive = false): KeepAliveOptions | undefined {
  if (option === false) return undefined;
  if (typeof option !== "object") return { delayMs: time("keepAlive", option) };
  object("keepAlive", option);
  const { delayMs, intervalMs, count } = option;
  return {
    delayMs: time("keepAlive.delayMs", delayMs),
    ...(intervalMs !== undefined && { intervalMs: time("keepAlive.intervalMs", intervalMs) }),
    ...(count !== undefined && {
      count: integer("keepAlive.count", count, 1, KEEP_ALIVE_COUNT_MAX),
    }),
  };
}

/** Tells the kernel, of a socket that is connected. */
export function keepAlive(socket: KeepAliveSocket, options: KeepAliveOptions | undefined): void {
  if (options === undefined) return;
  const { delayMs, intervalMs, count } = options;
  socket.setKeepAlive(true, delayMs, intervalMs, count);
}
