import type { PoolStats } from "../index.js";

/** Buffers of a pool that are not at home, its reserve among them. */
export function buffersOut(pool: PoolStats): number {
  const out = pool.classes.reduce((sum, each) => sum + each.out, 0);
  return out + (pool.reserveIsHome ? 0 : 1);
}
