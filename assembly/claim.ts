// The start of a core: everything it will ever hold is claimed here, once.
import { HEADROOM_BYTES, RESULT, SCRATCH, TABLE, ZONE, claimRegions } from "./layout";
import { arenaBytesOf, openPool, stateBytesOf } from "./pool";

/**
 * Claims `pages` pages above the runtime's own and opens the pool in them. A zone of 0 bytes means a
 * core without sockets, which keeps no reserve. False if it does not fit.
 */
export function claim(pages: i32, arenaBytes: i32, zoneBytes: i32, slotCount: i32): bool {
  const arena = arenaBytesOf(<usize>arenaBytes);
  const zone = <usize>zoneBytes;
  if (!claimRegions(pages, arena, stateBytesOf(arena), zone, slotCount)) return false;
  return openPool(zone == 0 ? 0 : zone + HEADROOM_BYTES);
}

export function zoneAddress(): usize {
  return ZONE;
}

export function tableAddress(): usize {
  return TABLE;
}

export function resultAddress(): usize {
  return RESULT;
}

export function scratchAddress(): usize {
  return SCRATCH;
}
