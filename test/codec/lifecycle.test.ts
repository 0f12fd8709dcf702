import { afterEach, describe, expect, test } from "vitest";
import {
  FrameDecoder,
  type Framing,
  IncompleteFrameError,
  lengthPrefixed,
} from "../../src/codec.js";
import { sharedCore } from "../../src/codec/shared-core.js";
import { expectPoolHome } from "../support/pool-home.js";
import { wire } from "../support/wire.js";

afterEach(expectPoolHome);

const framing = lengthPrefixed(1);

describe("end()", () => {
  test("between two frames is no error, and shows no frames", () => {
    using decoder = new FrameDecoder(framing);
    decoder.push(wire(1, "a")).copies();
    const batch = decoder.end();
    expect(batch.length).toBe(0);
    expect(batch.error).toBeUndefined();
    expect(batch.copies()).toEqual([]);
  });

  test("inside a frame is an IncompleteFrameError, which iterating throws", () => {
    using decoder = new FrameDecoder(framing);
    decoder.push(wire(1, "a", 5, "bcd")).copies();
    const batch = decoder.end();
    expect(batch.error).toBeInstanceOf(IncompleteFrameError);
    expect(batch.error).toMatchObject({
      code: "incomplete",
      name: "IncompleteFrameError",
      offset: 2,
      received: 4,
      missing: 2,
      message:
        "the stream ended inside the frame at offset 2: 4 bytes arrived, at least 2 are missing",
    });
    expect(() => Array.from(batch)).toThrow(IncompleteFrameError);
  });

  test("counts frames of the last chunk that nobody looked at as delivered", () => {
    using decoder = new FrameDecoder(framing);
    decoder.push(wire(1, "a", 1, "b"));
    expect(decoder.end().error).toBeUndefined();
  });

  test("is the last call but dispose()", () => {
    using decoder = new FrameDecoder(framing);
    decoder.end();
    const message = '"decoder" expected to be open, got one that is ended';
    expect(() => decoder.push(wire(1, "a"))).toThrow(TypeError);
    expect(() => decoder.push(wire())).toThrow(message);
    expect(() => decoder.end()).toThrow(message);
  });
});

describe("dispose()", () => {
  test("twice is as good as once, and so is Symbol.dispose", () => {
    const decoder = new FrameDecoder(framing);
    decoder.push(wire(200, "partial"));
    decoder.dispose();
    decoder.dispose();
    decoder[Symbol.dispose]();
    expectPoolHome();
  });

  test("makes every further call throw", () => {
    const decoder = new FrameDecoder(framing);
    decoder.dispose();
    const message = '"decoder" expected to be open, got one that is disposed';
    expect(() => decoder.push(wire())).toThrow(TypeError);
    expect(() => decoder.push(wire())).toThrow(message);
    expect(() => decoder.end()).toThrow(message);
    expect(() => decoder.switchTo(framing)).toThrow(message);
  });

  test("takes a partial frame home, small or large", () => {
    for (const bytes of [1, 100, 5_000, 200_000]) {
      const decoder = new FrameDecoder(lengthPrefixed(4));
      decoder.push(wire(0, 0x7f, 0xff, 0xff, new Uint8Array(bytes))).copies();
      expect(sharedCore().pool().bytesOut).toBeGreaterThan(bytes);
      decoder.dispose();
      expectPoolHome();
    }
  });
});

describe("what is no chunk and what is no framing", () => {
  test.each([
    ["a string", "abc", '"abc"'],
    ["an array", [1, 2], "Array"],
    ["other elements", new Uint16Array(2), "Uint16Array"],
    ["a plain buffer", new ArrayBuffer(2), "ArrayBuffer"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
  ])("%s is refused by push()", (_, chunk: unknown, got) => {
    using decoder = new FrameDecoder(framing);
    const push = (): unknown => decoder.push(chunk as Uint8Array);
    expect(push).toThrow(TypeError);
    expect(push).toThrow(`"chunk" expected a Uint8Array, got ${got}`);
  });

  test("a subclass of Uint8Array, as Node's Buffer is one, is a chunk", () => {
    class Bytes extends Uint8Array {}
    using decoder = new FrameDecoder(framing);
    expect(
      decoder
        .push(Bytes.of(2, 0x68, 0x69))
        .at(0)
        .text(),
    ).toBe("hi");
  });

  test.each([undefined, null, 4, "lines", {}, { kind: "morse" }])("%j is no framing", (value) => {
    const make = (): unknown => new FrameDecoder(value as unknown as Framing);
    expect(make).toThrow(TypeError);
    expect(make).toThrow('"framing" expected a framing such as lengthPrefixed(4), got');
  });
});
