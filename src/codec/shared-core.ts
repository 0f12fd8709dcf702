import { Core } from "../core/core.js";
import { CODEC_ARENA_BYTES, CODEC_SLOTS } from "../limits.js";

let shared: Core | undefined;

/** The core of all decoders and encoders that belong to no loop: made at the first use. */
export function sharedCore(): Core {
  shared ??= new Core({ arenaBytes: CODEC_ARENA_BYTES, zoneBytes: 0, slotCount: CODEC_SLOTS });
  return shared;
}
