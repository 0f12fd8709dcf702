import { describe, test } from "vitest";
import { FrameDecoder, lengthPrefixed } from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { collect } from "../support/garbage.js";
import { expectPoolHome } from "../support/pool-home.js";
import { wire } from "../support/wire.js";

describe("a decoder that is forgotten", () => {
  /** Makes garbage of a decoder that has `chunk` and was not walked. */
  function forget(chunk: Uint8Array): void {
    new FrameDecoder(lengthPrefixed(1)).push(chunk);
  }

  test.each([
    ["with a partial frame", wire(200, "partial")],
    ["in the middle of a walk", wire(1, "a", 1, "b", 200, "partial")],
  ])("%s gives everything back", async (_, chunk) => {
    forget(chunk);
    // The collector calls back in a task of its own, at a time of its own.
    for (let turns = 0; turns < 1_000 && sharedCore().raw.slotsTaken() > 0; ++turns) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expectPoolHome();
  });
});
