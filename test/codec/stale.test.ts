import { afterEach, describe, expect, test } from "vitest";
import { type Frame, FrameDecoder, lengthPrefixed, lines } from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

const STALE = /^"frame" expected to be used in time, got a stale access/;
const CHUNK = wire(4, "{  }", 9, "123456789");

const accesses: readonly (readonly [string, (frame: Frame) => unknown])[] = [
  ["length", (frame) => frame.length],
  ["bytes", (frame) => frame.bytes()],
  ["copy", (frame) => frame.copy()],
  ["text", (frame) => frame.text()],
  ["json", (frame) => frame.json()],
  ["getInt8", (frame) => frame.getInt8(0)],
  ["getUint8", (frame) => frame.getUint8(0)],
  ["getInt16", (frame) => frame.getInt16(0)],
  ["getUint16", (frame) => frame.getUint16(0)],
  ["getInt32", (frame) => frame.getInt32(0)],
  ["getUint32", (frame) => frame.getUint32(0)],
  ["getBigInt64", (frame) => frame.getBigInt64(0)],
  ["getBigUint64", (frame) => frame.getBigUint64(0)],
  ["getFloat32", (frame) => frame.getFloat32(0)],
  ["getFloat64", (frame) => frame.getFloat64(0)],
];

function expectStale(frame: Frame): void {
  for (const [name, access] of accesses) {
    expect(() => access(frame), name).toThrow(TypeError);
    expect(() => access(frame), name).toThrow(STALE);
  }
  expect(() => frame.getUint8(-1)).toThrow(TypeError);
}

describe("a frame has expired", () => {
  test("after the iteration", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const kept: Frame[] = [];
    for (const frame of decoder.push(CHUNK)) kept.push(frame);
    kept.forEach(expectStale);
  });

  test("after a walk that is broken off", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    for (const frame of decoder.push(CHUNK)) {
      expect(frame.json()).toEqual({});
      break;
    }
    const kept: Frame[] = [];
    for (const frame of decoder.push(CHUNK)) {
      kept.push(frame);
      break;
    }
    kept.forEach(expectStale);
  });

  test("after a handler of it threw", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const kept: Frame[] = [];
    const walk = (): void => {
      for (const frame of decoder.push(CHUNK)) {
        kept.push(frame);
        throw new Error("the handler's own");
      }
    };
    expect(walk).toThrow("the handler's own");
    kept.forEach(expectStale);
    expect(decoder.push(wire(1, "x")).copies().map(shown)).toEqual(["78"]);
  });

  test("after the next push, even an empty one", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const frame = decoder.push(CHUNK).at(0);
    decoder.push(wire());
    expectStale(frame);
  });

  test("after a switch", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const frame = decoder.push(CHUNK).at(0);
    decoder.switchTo(lines(), frame);
    expectStale(frame);
  });

  test("after the end and after dispose()", () => {
    const ended = new FrameDecoder(lengthPrefixed(1));
    const last = ended.push(CHUNK).at(0);
    ended.end();
    expectStale(last);
    ended.dispose();
    const disposed = new FrameDecoder(lengthPrefixed(1));
    const frame = disposed.push(CHUNK).at(0);
    disposed.dispose();
    expectStale(frame);
  });
});

describe("a batch", () => {
  test("is let go by its iteration", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const batch = decoder.push(CHUNK);
    for (const frame of batch) expect(frame.length).toBeGreaterThan(0);
    const reads = [
      () => batch.at(0),
      () => batch.offset(0),
      () => batch.size(0),
      () => batch.copies(),
      () => Array.from(batch),
    ];
    for (const read of reads) expect(read).toThrow(TypeError);
    expect(batch.length).toBe(2);
    expect(batch.more()).toBe(false);
  });

  test("is stale after the next push of its decoder", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const before = decoder.push(CHUNK);
    decoder.push(CHUNK);
    expect(() => before.at(0)).toThrow(TypeError);
  });

  test("that is pushed over while it is walked ends with a TypeError, not in silence", () => {
    using decoder = new FrameDecoder(lengthPrefixed(1));
    const walk = (): void => {
      for (const frame of decoder.push(CHUNK)) {
        expect(frame.length).toBe(4);
        decoder.push(wire(1, "x"));
      }
    };
    expect(walk).toThrow(TypeError);
  });

  test("of one decoder stays good while others push", () => {
    using first = new FrameDecoder(lengthPrefixed(1));
    using second = new FrameDecoder(lengthPrefixed(1));
    const batch = first.push(CHUNK);
    const frame = batch.at(0);
    for (let i = 0; i < 100; ++i) {
      expect(
        second
          .push(wire(3, "abc", 2, "d"))
          .copies()
          .map(shown)[0],
      ).toBe("61 62 63");
      second.push(wire("e"));
    }
    expect(frame.text()).toBe("{  }");
    expect(batch.at(1).text()).toBe("123456789");
  });

  test("can feed another decoder: frames inside frames", () => {
    using outer = new FrameDecoder(lengthPrefixed(1));
    using inner = new FrameDecoder(lines());
    const found: string[] = [];
    for (const frame of outer.push(wire(5, "a\nb\nc", 3, "c\nd", 1, "\n"))) {
      for (const line of inner.push(frame.bytes())) found.push(line.text());
    }
    expect(found).toEqual(["a", "b", "cc", "d"]);
  });
});
