import { afterEach, describe, expect, test } from "vitest";
import { FrameDecoder, lengthPrefixed, lines } from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

/** Takes the bytes away, as sending them to a worker does. */
function transfer(chunk: Uint8Array<ArrayBuffer>): void {
  structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
  expect(chunk).toHaveLength(0);
}

describe("a chunk of up to 1 MiB is the caller's again when push() returns", () => {
  test("its frames stay what they are", () => {
    using decoder = new FrameDecoder(lines());
    const chunk = wire("one\ntwo\nthr");
    const batch = decoder.push(chunk);
    transfer(chunk);
    expect(Array.from(batch, (frame) => frame.text())).toEqual(["one", "two"]);
    expect(decoder.push(wire("ee\n")).copies().map(shown)).toEqual([shown(wire("three"))]);
  });

  test("so does part of a large frame", () => {
    using decoder = new FrameDecoder(lengthPrefixed(4));
    const chunk = wire(0, 0, 0x40, 0, new Uint8Array(0x3000).fill(1));
    decoder.push(chunk);
    transfer(chunk);
    const rest = wire(new Uint8Array(0x0fff).fill(2));
    decoder.push(rest);
    transfer(rest);
    const [frame] = decoder.push(wire(3)).copies();
    expect(frame?.length).toBe(0x4000);
    expect([frame?.[0], frame?.[0x3000], frame?.[0x3fff]]).toEqual([1, 2, 3]);
  });

  test("and what is written into it later is not seen", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const chunk = wire(5);
    for (const letter of [5, 0x68, 0x65, 0x6c, 0x6c]) {
      chunk[0] = letter;
      expect(decoder.push(chunk).length).toBe(0);
    }
    chunk[0] = 0x6f;
    const [frame] = decoder.push(chunk).copies();
    expect(frame).toEqual(wire("hello"));
  });
});
