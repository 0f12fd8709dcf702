import { type ByteSize, byteSize, flag, integer } from "../core/check.js";
import { Core } from "../core/core.js";
import type { PoolStats } from "../core/pool.js";
import {
  ARENA_BYTES_MAX,
  ARENA_BYTES_MIN,
  LOOP_ARENA_BYTES,
  LOOP_SLOTS,
  SLOTS_MAX,
  ZONE_BYTES_DEFAULT,
  ZONE_BYTES_MAX,
  ZONE_BYTES_MIN,
} from "../limits.js";

export interface EventLoopOptions {
  /** Bytes of the buffer pool, claimed at start: by default 60 MiB. Memory is only used as touched. */
  readonly arena?: ByteSize;
  /** Bytes of the landing zone, the most one read brings: by default 256 KiB. */
  readonly zone?: ByteSize;
  /** Connections that may be alive at once: by default 65,536. */
  readonly slots?: number;
  /** Whether sockets read straight into the zone where the runtime can: by default true. */
  readonly directReads?: boolean;
}

export interface EventLoopStats {
  /** Connections alive, of all servers and clients of the loop. */
  readonly connections: number;
  readonly pool: PoolStats;
}

let shared: EventLoop | undefined;

/** One wasm core, its landing zone and its pool, shared by any number of servers and clients. */
export class EventLoop {
  /** The core. For the layers above, not for users. */
  readonly core: Core;
  /** The core's memory as a Buffer: a socket writes parts of it without a view more. */
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly directReads: boolean;

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
    this.core = new Core({
      arenaBytes: byteSize("arena", arena, arenaLeast, ARENA_BYTES_MAX),
      zoneBytes,
      slotCount: integer("slots", slots, 1, SLOTS_MAX),
    });
    this.memory = Buffer.from(this.core.memory.buffer);
    this.directReads = flag("directReads", options.directReads ?? true);
  }

  /** Runs `task` once all sockets that are ready now have had their turn. */
  later(task: () => void): void {
    setImmediate(task);
  }

  stats(): EventLoopStats {
    return { connections: this.core.raw.slotsTaken(), pool: this.core.pool() };
  }
}
