import { afterEach, describe, expect, test } from "vitest";
import { type Frame, FrameDecoder, lengthPrefixed } from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { underSeed } from "../support/random.js";
import { field, hex, wire } from "../support/wire.js";

afterEach(expectPoolHome);

/** Shows one frame of these bytes, with others right before and behind it in memory. */
function withFrame(payload: Uint8Array, look: (frame: Frame) => void): void {
  using decoder = new FrameDecoder(lengthPrefixed(2));
  const batch = decoder.push(
    wire(0, 4, "====", field(payload.length, 2), payload, 0, 16, "=".repeat(16)),
  );
  look(batch.at(1));
}

const GETTERS = [
  ["getInt8", 1],
  ["getUint8", 1],
  ["getInt16", 2],
  ["getUint16", 2],
  ["getInt32", 4],
  ["getUint32", 4],
  ["getBigInt64", 8],
  ["getBigUint64", 8],
  ["getFloat32", 4],
  ["getFloat64", 8],
] as const;

describe("a frame is read like a DataView", () => {
  test.each(GETTERS)("by %s at every place, in both orders", (getter, size) => {
    underSeed(7, (random) => {
      const bytes = random.bytes(40);
      const view = new DataView(bytes.buffer);
      withFrame(bytes, (frame) => {
        for (let at = 0; at + size <= bytes.length; ++at) {
          expect(frame[getter](at)).toBe(view[getter](at));
          expect(frame[getter](at, false)).toBe(view[getter](at, false));
          expect(frame[getter](at, true)).toBe(view[getter](at, true));
        }
      });
    });
  });

  test.each(GETTERS)("%s refuses every place that is not inside", (getter, size) => {
    withFrame(new Uint8Array(16), (frame) => {
      const outside = [-1, -size, 16 - size + 1, 16, 17, 2 ** 31, 2 ** 32, 2 ** 53, Infinity, NaN];
      for (const at of outside) {
        const message = `"offset" expected a place inside the 16 bytes, got ${at}`;
        expect(() => frame[getter](at), String(at)).toThrow(RangeError);
        expect(() => frame[getter](at, true), String(at)).toThrow(message);
      }
    });
  });

  test("an empty frame has no place at all", () => {
    withFrame(wire(), (frame) => {
      expect(frame.length).toBe(0);
      expect(() => frame.getUint8(0)).toThrow(RangeError);
      expect([...frame.bytes()]).toEqual([]);
      expect([...frame.copy()]).toEqual([]);
      expect(frame.text()).toBe("");
    });
  });
});

describe("a frame as a whole", () => {
  test("bytes() is a view where the bytes lie, copy() is not", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const batch = decoder.push(wire(3, "abc"));
    const frame = batch.at(0);
    const view = frame.bytes();
    const copy = frame.copy();
    expect(view.buffer).toBe(batch.memory.buffer);
    expect(view.byteOffset).toBe(batch.offset(0));
    expect(copy.buffer.byteLength).toBe(3);
    view[0] = 0x7a;
    expect([frame.text(), String.fromCharCode(...copy)]).toEqual(["zbc", "abc"]);
  });

  test("text() is UTF-8 unless another encoding is named", () => {
    withFrame(wire("grüß 𝄞"), (frame) => expect(frame.text()).toBe("grüß 𝄞"));
    withFrame(hex("e4 00 fc 00"), (frame) => {
      expect(frame.text("utf-16le")).toBe("äü");
      expect(frame.text("latin1")).toBe("ä\0ü\0");
    });
  });

  test("text() shows what is no UTF-8 as U+FFFD, and keeps a byte order mark", () => {
    withFrame(hex("61 ff 62"), (frame) => expect(frame.text()).toBe("a\ufffdb"));
    withFrame(hex("ef bb bf 61"), (frame) => expect(frame.text()).toBe("\ufeffa"));
  });

  test("text() refuses an encoding that does not exist", () => {
    withFrame(wire("a"), (frame) => {
      expect(() => frame.text("utf-5")).toThrow(RangeError);
    });
  });

  test("json() is what the text says, or a SyntaxError", () => {
    withFrame(wire('{"a":[1,"ü"]}'), (frame) => expect(frame.json()).toEqual({ a: [1, "ü"] }));
    withFrame(wire("{"), (frame) => {
      expect(() => frame.json()).toThrow(SyntaxError);
    });
  });
});
