import { afterEach, describe, expect, test } from "vitest";
import {
  FrameDecoder,
  type Framing,
  delimited,
  lengthPrefixed,
  lines,
  raw,
} from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { everyCut } from "../support/splits.js";
import { type Stage, decodeSwitching } from "../support/switching.js";
import { hex, join, shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

const short = lengthPrefixed(1, { maxFrameBytes: 5 });
const strings = (frames: readonly string[]): string[] =>
  frames.map((frame) => new TextDecoder().decode(hex(frame)));

describe("switchTo(framing, frame) in the middle of a walk", () => {
  test("goes on behind that frame, and the walk before it ends", () => {
    using decoder = new FrameDecoder(lines());
    const frames: string[] = [];
    for (const frame of decoder.push(wire("HELLO\nBINARY\n", 3, "a\nb", 0, 2, "\n\n"))) {
      frames.push(frame.text());
      if (frame.text() !== "BINARY") continue;
      for (const other of decoder.switchTo(short, frame)) frames.push(other.text());
    }
    expect(frames).toEqual(["HELLO", "BINARY", "a\nb", "", "\n\n"]);
  });

  test("keeps every byte, wherever the stream is cut", () => {
    const stages: Stage[] = [
      { framing: lines(), frames: 2 },
      { framing: short, frames: 3 },
      { framing: delimited(";"), frames: 1 },
      { framing: lengthPrefixed(2, { endian: "little" }), frames: 1 },
    ];
    const stream = wire("one\r\n\n", 2, "x\n", 0, 1, ";", "two;", 3, 0, "a;\n", 1, 0, "z");
    for (const { name, chunks } of everyCut(stream)) {
      const { frames, failure } = decodeSwitching(stages, chunks);
      const expected = ["one", "", "x\n", "", ";", "two", "a;\n", "z"];
      expect(strings(frames), name).toEqual(expected);
      expect(failure, name).toBeUndefined();
    }
  });

  test("makes void an error that was scanned behind that frame", () => {
    using decoder = new FrameDecoder(short);
    const batch = decoder.push(wire(1, "a", 1, "b", "text, too long\n", "more\n"));
    expect(batch.error).toMatchObject({ code: "oversize", offset: 4 });
    const after = decoder.switchTo(lines(), batch.at(1));
    expect(after.error).toBeUndefined();
    expect(strings(after.copies().map(shown))).toEqual(["text, too long", "more"]);
    expect(decoder.push(wire("x\n")).copies().map(shown)).toEqual(["78"]);
  });

  test("makes void frames that were scanned behind that frame", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(wire(1, "\n", 1, "\n", 1, "\n"));
    expect(batch.length).toBe(3);
    const after = decoder.switchTo(raw(), batch.at(0));
    expect(after.copies().map(shown)).toEqual(["01 0a 01 0a"]);
  });

  test("can fail anew, at its place in the whole stream", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(wire("one\n", 2, "ab", 9, "too long"));
    const after = decoder.switchTo(short, batch.at(0));
    expect(after.length).toBe(1);
    expect(after.error).toMatchObject({ code: "oversize", offset: 7, declared: 9, limit: 5 });
    expect(decoder.push(wire("\n")).error).toBe(after.error);
  });

  test("goes on through the other pieces of a chunk of 3 MiB", () => {
    const tail = join(Array.from({ length: 3 * 1024 }, () => new Uint8Array(1024).fill(0x2e)));
    using decoder = new FrameDecoder(lines());
    const chunk = join([wire("size\n", 0, 0x30, 0, 0), tail, wire(0, 0, 0, 1, "!")]);
    const batch = decoder.push(chunk);
    const sizes: number[] = [];
    for (const frame of decoder.switchTo(lengthPrefixed(4), batch.at(0))) sizes.push(frame.length);
    expect(sizes).toEqual([3 * 1024 * 1024, 1]);
  });

  test("can go back and forth within one chunk", () => {
    const there = { framing: lines(), frames: 1 };
    const back = { framing: short, frames: 1 };
    const stages = [there, back, there, back, there];
    const { frames } = decodeSwitching(stages, [wire("a\n", 1, "b", "c\n", 1, "d", "e\nf\n")]);
    expect(strings(frames)).toEqual(["a", "b", "c", "d", "e", "f"]);
  });
});

describe("switchTo(framing) between walks", () => {
  test("takes over what is held of a frame", () => {
    using decoder = new FrameDecoder(lengthPrefixed(2));
    expect(decoder.push(wire("PING\nPONG\nP")).length).toBe(0);
    const batch = decoder.switchTo(lines());
    expect(strings(batch.copies().map(shown))).toEqual(["PING", "PONG"]);
    expect(strings(decoder.push(wire("ANG\n")).copies().map(shown))).toEqual(["PANG"]);
  });

  test("takes over more than a headroom of held bytes", () => {
    using decoder = new FrameDecoder(lengthPrefixed(4));
    const held = join([wire(0, 0, 0xff, 0xff), new Uint8Array(20_000).fill(0x20)]);
    decoder.push(held).copies();
    expect(decoder.switchTo(lines()).length).toBe(0);
    const [line] = decoder.push(wire("\n")).copies();
    expect(line).toEqual(held);
  });

  test("shows nothing where nothing is held", () => {
    using decoder = new FrameDecoder(lines());
    decoder.push(wire("a\n")).copies();
    expect(decoder.switchTo(short).length).toBe(0);
    expect(strings(decoder.push(wire(1, "b")).copies().map(shown))).toEqual(["b"]);
  });

  test("works on a decoder that has seen no byte", () => {
    using decoder = new FrameDecoder(lines());
    expect(decoder.switchTo(short).copies()).toEqual([]);
    expect(strings(decoder.push(wire(1, "\n")).copies().map(shown))).toEqual(["\n"]);
  });

  test("goes on behind the frames of the piece shown", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(wire("one\ntwo\n", 2, "hi"));
    expect(batch.length).toBe(2);
    expect(strings(decoder.switchTo(short).copies().map(shown))).toEqual(["hi"]);
  });

  test("does not mend a decoder that has failed", () => {
    using decoder = new FrameDecoder(short);
    const { error } = decoder.push(wire(9));
    expect(error?.code).toBe("oversize");
    expect(decoder.switchTo(lines()).error).toBe(error);
    expect(decoder.push(wire("line\n")).copies()).toEqual([]);
  });
});

describe("switchTo refuses, and changes nothing,", () => {
  const notAFraming: unknown = { kind: "morse" };

  test("what is no framing", () => {
    using decoder = new FrameDecoder(lines());
    const batch = decoder.push(wire("a\nb\n"));
    const message = '"framing" expected a framing such as lengthPrefixed(4), got Object';
    expect(() => decoder.switchTo(notAFraming as Framing, batch.at(0))).toThrow(TypeError);
    expect(() => decoder.switchTo(notAFraming as Framing)).toThrow(message);
    expect(strings(batch.copies().map(shown))).toEqual(["a", "b"]);
  });

  test("a frame that has expired", () => {
    using decoder = new FrameDecoder(lines());
    const frame = decoder.push(wire("a\n")).at(0);
    decoder.push(wire("b\n"));
    expect(() => decoder.switchTo(short, frame)).toThrow(TypeError);
    expect(() => decoder.switchTo(short, frame)).toThrow('"after" expected the frame this decoder');
  });

  test("the frame of another decoder", () => {
    using decoder = new FrameDecoder(lines());
    using other = new FrameDecoder(lines());
    const batch = decoder.push(wire("a\n"));
    const foreign = other.push(wire("b\n")).at(0);
    expect(() => decoder.switchTo(short, foreign)).toThrow(TypeError);
    expect(strings(batch.copies().map(shown))).toEqual(["a"]);
  });

  test("a decoder that has ended or was disposed of", () => {
    const decoder = new FrameDecoder(lines());
    decoder.end();
    expect(() => decoder.switchTo(short)).toThrow(TypeError);
    decoder.dispose();
    expect(() => decoder.switchTo(short)).toThrow('"decoder" expected to be open');
  });
});
