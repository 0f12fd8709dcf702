import { expect, test } from "vitest";
import { lengthPrefixed } from "../../src/codec.js";
import { framingNumber } from "../../src/codec/define.js";
import { freshCore } from "../support/fresh-core.js";
import { isSame } from "../support/wire.js";

/** What a place holds that nothing was written to. */
const UNTOUCHED = 0xee;
/** Past the size where a copy leaves the module, and every size below it. */
const BYTES_MAX = 600;
const PLACE_BYTES = 1_280;

test("a payload of each size up to 600 bytes is forwarded whole, and not one byte more", () => {
  const core = freshCore();
  const { memory, raw } = core;
  const number = framingNumber(core, lengthPrefixed(2));
  const source = raw.take(PLACE_BYTES);
  const target = raw.take(PLACE_BYTES);
  for (let i = 0; i < PLACE_BYTES; ++i) memory[source + i] = i % 251;
  for (let bytes = 0; bytes <= BYTES_MAX; ++bytes) {
    memory.fill(UNTOUCHED, target, target + PLACE_BYTES);
    // Not aligned, as payloads in a zone are.
    const from = source + (bytes % 17);
    const expected = new Uint8Array(PLACE_BYTES).fill(UNTOUCHED);
    expected.set([bytes >>> 8, bytes & 0xff]);
    expected.set(memory.subarray(from, from + bytes), 2);
    expect(raw.forward(number, target, from, bytes)).toBe(2 + bytes);
    expect(isSame(memory.subarray(target, target + PLACE_BYTES), expected)).toBe(true);
  }
  raw.give(source);
  raw.give(target);
  expect(core.pool().bytesOut).toBe(0);
});
