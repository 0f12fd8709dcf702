import { Core, type CoreOptions } from "../../src/core/core.js";

/** Bytes of the smallest pool with two blocks of 320 KiB. */
export const SMALL_ARENA = 640 * 1024;

/** A core of the test's own: nothing done to it, broken as it may be, reaches another test. */
export function freshCore(options: Partial<CoreOptions> = {}): Core {
  return new Core({ arenaBytes: SMALL_ARENA, zoneBytes: 0, slotCount: 16, ...options });
}
