import { afterEach, describe, expect, test } from "vitest";
import { FrameDecoder, ProtocolError, lengthPrefixed, lines } from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { join, shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

const short = lengthPrefixed(1, { maxFrameBytes: 3 });
const THREE = wire(2, "hi", 0, 1, "!");

function caught(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("the frames of a chunk", () => {
  test("are walked by index: where they start, how long they are, what they hold", () => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(THREE);
    expect(batch.length).toBe(3);
    expect([0, 1, 2].map((i) => batch.size(i))).toEqual([2, 0, 1]);
    expect([0, 1, 2].map((i) => batch.at(i).text())).toEqual(["hi", "", "!"]);
    expect(batch.memory[batch.offset(2)]).toBe(0x21);
    expect(batch.offset(2) - batch.offset(0)).toBe(4);
    expect(batch.more()).toBe(false);
    expect(batch.error).toBeUndefined();
  });

  test("are walked by for...of", () => {
    using decoder = new FrameDecoder(short);
    const texts: string[] = [];
    for (const frame of decoder.push(THREE)) texts.push(frame.text());
    expect(texts).toEqual(["hi", "", "!"]);
  });

  test("are read again and in any order as long as the batch is good", () => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(THREE);
    expect([2, 0, 1, 0].map((i) => batch.at(i).text())).toEqual(["!", "hi", "", "hi"]);
  });

  test("are the caller's as copies, whatever becomes of the decoder", () => {
    const decoder = new FrameDecoder(short);
    const copies = decoder.push(THREE).copies();
    decoder.push(wire(3, "xyz", 3, "xyz")).copies();
    decoder.dispose();
    expect(copies.map(shown)).toEqual(["68 69", "", "21"]);
    expect(copies[0]?.buffer.byteLength).toBe(2);
  });

  test("do not change when the chunk does", () => {
    using decoder = new FrameDecoder(short);
    const chunk = wire(2, "hi", 3, "ab");
    const batch = decoder.push(chunk);
    chunk.fill(0);
    expect(batch.at(0).text()).toBe("hi");
    expect(decoder.push(wire("c")).copies().map(shown)).toEqual(["61 62 63"]);
  });

  test.each([-1, 3, 0.5, NaN, Infinity])("has no frame %d", (index) => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(THREE);
    for (const read of [
      () => batch.at(index),
      () => batch.size(index),
      () => batch.offset(index),
    ]) {
      expect(read).toThrow(RangeError);
      expect(read).toThrow(`"index" expected a frame of the 3 here, got ${index}`);
    }
  });

  test("are none where the chunk completes none", () => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(wire(3, "ab"));
    expect(batch.length).toBe(0);
    expect([...batch]).toEqual([]);
    expect(() => batch.at(0)).toThrow(RangeError);
  });
});

describe("a chunk of several pieces", () => {
  const MIB = 1024 * 1024;

  test("of 100,000 empty lines shows them all, piece by piece", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(new Uint8Array(100_000).fill(0x0a));
    const lengths = [batch.length];
    while (batch.more()) lengths.push(batch.length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(lengths.every((length) => length > 0)).toBe(true);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(100_000);
  });

  test("of 3.5 MiB delivers its frames in order, whichever way they are read", () => {
    const body = (i: number) => new Uint8Array(70_000).fill(i);
    const chunk = join(Array.from({ length: 52 }, (_, i) => wire(0, 1, 0x11, 0x70, body(i))));
    expect(chunk.length).toBeGreaterThan(3 * MIB);
    const expected = Array.from({ length: 52 }, (_, i) => [70_000, i, i]);
    using decoder = new FrameDecoder(lengthPrefixed(4));
    const iterated: (number | undefined)[][] = [];
    for (const frame of decoder.push(chunk)) {
      iterated.push([frame.length, frame.getUint8(0), frame.getUint8(69_999)]);
    }
    expect(iterated).toEqual(expected);
    const copies = decoder.push(chunk).copies();
    expect(copies.map((copy) => [copy.length, copy[0], copy[69_999]])).toEqual(expected);
  });

  test("leaves the frames of the piece before behind", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(new Uint8Array(5_000).fill(0x0a));
    const frame = batch.at(0);
    expect(batch.more()).toBe(true);
    expect(() => frame.length).toThrow(TypeError);
  });

  test("has its error with the last piece only", () => {
    using decoder = new FrameDecoder(lines({ maxFrameBytes: 1 }));
    const batch = decoder.push(join([new Uint8Array(5_000).fill(0x0a), wire("xx")]));
    let frames = batch.length;
    expect(batch.error).toBeUndefined();
    while (batch.more()) frames += batch.length;
    expect(frames).toBe(5_000);
    expect(batch.error).toMatchObject({ code: "oversize", offset: 5_000 });
  });

  test("goes on from a partial frame at each of its seams", () => {
    // 1 MiB is no multiple of 3 bytes, so each piece but the last ends inside a frame.
    const count = MIB + 1;
    const chunk = new Uint8Array(3 * count);
    for (let i = 0; i < count; ++i) chunk.set([2, i & 0xff, (i >> 8) & 0xff], 3 * i);
    using decoder = new FrameDecoder(lengthPrefixed(1));
    let next = 0;
    let wrong = 0;
    for (const frame of decoder.push(chunk)) {
      if (frame.getUint16(0, true) !== (next++ & 0xffff)) ++wrong;
    }
    expect([next, wrong]).toEqual([count, 0]);
  });
});

describe("a frame that fails", () => {
  const BAD = wire(1, "a", 0, 1, "b", 4, "long", 1, "c");

  test("comes after the frames before it; then the iteration throws its error", () => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(BAD);
    const texts: string[] = [];
    const thrown = caught(() => {
      for (const frame of batch) texts.push(frame.text());
    });
    expect(texts).toEqual(["a", "", "b"]);
    expect(thrown).toBe(batch.error);
    expect(thrown).toBeInstanceOf(ProtocolError);
    expect(thrown).toMatchObject({ code: "oversize", offset: 5, declared: 4, limit: 3 });
    expect(String(thrown)).toBe(
      "ProtocolError: the frame is larger than maxFrameBytes: " +
        "the frame at offset 5, declared 4 bytes, limit 3 bytes",
    );
  });

  test("is seen by index without a throw", () => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(BAD);
    expect(batch.length).toBe(3);
    expect(batch.error?.code).toBe("oversize");
    expect(batch.copies().map(shown)).toEqual(["61", "", "62"]);
  });

  test("is final: later chunks deliver nothing and the same error", () => {
    using decoder = new FrameDecoder(short);
    const { error } = decoder.push(BAD);
    for (const chunk of [wire(1, "a"), wire(), wire(1, "b")]) {
      const batch = decoder.push(chunk);
      expect(batch.length).toBe(0);
      expect(batch.more()).toBe(false);
      expect(batch.error).toBe(error);
      expect(batch.copies()).toEqual([]);
      expect(caught(() => Array.from(batch))).toBe(error);
    }
    expect(decoder.end().error).toBe(error);
  });

  test("leaves a walk that is broken off, and is there at the next push", () => {
    using decoder = new FrameDecoder(short);
    for (const frame of decoder.push(BAD)) {
      expect(frame.text()).toBe("a");
      break;
    }
    expect(decoder.push(wire(1, "x")).error).toMatchObject({ code: "oversize", offset: 5 });
  });
});
