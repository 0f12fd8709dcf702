/**
 * Stands in for src/codec/shared-core.ts where one core is too few, since it holds 512 framings:
 * `vi.mock("../../src/codec/shared-core.js", () => import("../support/renewable-core.js"))`.
 * Modules cannot be loaded afresh in a browser.
 */
import { Core } from "../../src/core/core.js";
import { CODEC_ARENA_BYTES, CODEC_SLOTS } from "../../src/limits.js";

let core: Core | undefined;

/** The core of all decoders and encoders that are made before the next `renewCore()`. */
export function sharedCore(): Core {
  core ??= new Core({ arenaBytes: CODEC_ARENA_BYTES, zoneBytes: 0, slotCount: CODEC_SLOTS });
  return core;
}

/** Whoever comes next gets a core that knows no framings; those that are alive keep theirs. */
export function renewCore(): void {
  core = undefined;
}
