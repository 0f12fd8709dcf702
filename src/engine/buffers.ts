import { type ByteSize, byteSize, expected, integer } from "../core/check.js";
import {
  ARENA_BYTES_MAX,
  ARENA_BYTES_MIN,
  LOOP_ARENA_BYTES,
  ZONE_BYTES_DEFAULT,
  ZONE_BYTES_MAX,
  ZONE_BYTES_MIN,
} from "../limits.js";
import { EventLoop } from "../reactor/loop.js";

/** Sizes of an engine that has a loop of its own. */
export interface BufferOptions {
  /**
   * Bytes of the landing zone, the most one read brings, unless it goes straight into a large frame's own
   * block: 4 KiB to 4 MiB, by default 256 KiB.
   */
  readonly bufferBytes?: ByteSize;
  /** Buffers of that size whose memory is touched at start: by default none. */
  readonly poolBuffers?: number;
  /**
   * Buffers of that size that the pool can hold, one of them its reserve: by default as many as fit
   * 60 MiB, and at the least 10 and 640 KiB. Rounded down to whole blocks of the largest size of the pool
   * that fits twice.
   */
  readonly poolBuffersMax?: number;
}

/** The sizes as they are. */
export interface BufferStats {
  readonly bufferBytes: number;
  readonly poolBuffers: number;
  readonly poolBuffersMax: number;
}

/** Where an engine has its buffers. */
export interface Buffers {
  readonly loop: EventLoop;
  readonly stats: BufferStats;
}

/** The pool's block that holds so many bytes: 5/4 of a power of four. */
function blockBytesFor(bytes: number): number {
  let block = 1280;
  while (block < bytes) block *= 4;
  return block;
}

/** The sizes of a loop, in buffers of its zone's size. */
export function buffersOf(loop: EventLoop, poolBuffers = 0): Buffers {
  const bufferBytes = loop.core.zone.length;
  const poolBuffersMax = Math.floor(loop.stats().pool.arenaBytes / blockBytesFor(bufferBytes));
  return { loop, stats: { bufferBytes, poolBuffers, poolBuffersMax } };
}

/** Whether a size was asked for. */
export function areSized(options: BufferOptions): boolean {
  const { bufferBytes, poolBuffers, poolBuffersMax } = options;
  return [bufferBytes, poolBuffers, poolBuffersMax].some((size) => size !== undefined);
}

/**
 * A loop of these sizes: the zone is one buffer, the arena as many as the pool may hold.
 *
 * @throws TypeError or RangeError naming the option, what was expected, and what was given;
 * ResourceError if the memory is not to be had.
 */
export function sizedLoop(options: BufferOptions): Buffers {
  const size = options.bufferBytes ?? ZONE_BYTES_DEFAULT;
  const bufferBytes = byteSize("bufferBytes", size, ZONE_BYTES_MIN, ZONE_BYTES_MAX);
  const blockBytes = blockBytesFor(bufferBytes);
  const least = Math.ceil(Math.max(ARENA_BYTES_MIN, 10 * bufferBytes) / blockBytes);
  const most = Math.floor(ARENA_BYTES_MAX / blockBytes);
  const wanted =
    options.poolBuffersMax ?? Math.max(least, Math.floor(LOOP_ARENA_BYTES / blockBytes));
  const poolBuffersMax = integer("poolBuffersMax", wanted, least, most);
  const poolBuffers = integer("poolBuffers", options.poolBuffers ?? 0, 0, poolBuffersMax - 1);
  const loop = new EventLoop({ zone: bufferBytes, arena: poolBuffersMax * blockBytes });
  touch(loop, bufferBytes, poolBuffers);
  return buffersOf(loop, poolBuffers);
}

/** Has the system give the memory of so many buffers now rather than when they are needed. */
function touch({ core }: EventLoop, bytes: number, count: number): void {
  const blocks: number[] = [];
  for (let i = 0; i < count; ++i) {
    const block = core.raw.take(bytes);
    if (block === 0) break;
    core.memory.fill(0, block, block + bytes);
    blocks.push(block);
  }
  for (const block of blocks) core.raw.give(block);
}

/**
 * The loop that the options name or describe, or the one that all share.
 *
 * @throws TypeError if they name one and describe another; as {@link sizedLoop} besides.
 */
export function buffersFor(
  options: BufferOptions & { readonly loop?: EventLoop | undefined },
): Buffers {
  const { loop } = options;
  if (!areSized(options)) return buffersOf(loop ?? EventLoop.default());
  if (loop === undefined) return sizedLoop(options);
  throw new TypeError(expected("loop", "to be left out beside sizes of buffers", loop));
}
