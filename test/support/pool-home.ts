import { expect } from "vitest";
import { sharedCore } from "../../src/codec/shared-core.js";

/** Whatever decoders took is home again: for `afterEach`. */
export function expectPoolHome(): void {
  expect(sharedCore().pool().bytesOut).toBe(0);
  expect(sharedCore().raw.slotsTaken()).toBe(0);
}
