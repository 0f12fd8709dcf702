import { describe, expect, test } from "vitest";
import {
  EncodeError,
  FrameEncoder,
  type Framing,
  decimal,
  delimited,
  fixed,
  headerBlock,
  lengthField,
  lengthPrefixed,
  lines,
  stages,
  varint,
} from "../../src/codec.js";
import { hex, shown, wire } from "../support/wire.js";

/** Neither way of encoding takes the payload; nothing is written. */
function expectRefusal(framing: Framing, payload: Uint8Array | string, code: string): void {
  const encoder = new FrameEncoder(framing);
  const target = new Uint8Array(1024).fill(0xee);
  for (const encode of [
    () => encoder.encode(payload),
    () => encoder.encodeInto(payload, target, 1),
  ]) {
    expect(encode).toThrow(EncodeError);
    expect(encode).toThrow(RangeError);
    expect(encode).toThrow(expect.objectContaining({ code, name: "EncodeError" }));
  }
  expect(target.every((byte) => byte === 0xee)).toBe(true);
}

describe("a payload that would not decode to itself is unencodable", () => {
  test.each<[string, Framing, string | Uint8Array]>([
    ["LF inside a line", lines(), "a\nb"],
    ["LF at the end of a line", lines(), "a\n"],
    ["a final CR in a line", lines(), "a\r"],
    ["nothing but a CR", lines(), "\r"],
    ["a line whose ending is kept, without one", lines({ keepEnding: true }), "a"],
    ["an empty line whose ending is kept", lines({ keepEnding: true }), ""],
    ["two lines whose endings are kept", lines({ keepEnding: true }), "a\nb\n"],
    ["a delimiter inside", delimited(";"), "a;b"],
    ["a delimiter that is kept, missing", delimited(";", { strip: false }), "ab"],
    ["a delimiter that is kept, inside", delimited(";", { strip: false }), ";a;"],
    ["a value below zero", lengthField({ size: 1, adjustment: 3 }), "ab"],
    [
      "a value below the least of its field",
      lengthField({ size: 1, signed: true, adjustment: 200 }),
      "a",
    ],
    ["a delimiter of two bytes inside", delimited("\r\n"), "a\r\nb"],
    ["the second of two delimiters inside", delimited(["\r\n", ";"]), "a;b"],
    ["an end that the delimiter behind it completes", delimited("\r\n\r\n"), "a\r\n"],
    ["an end that begins another delimiter", delimited(["bc", "ab"]), "a"],
    ["half a delimiter that is kept", delimited(["END", ";"], { strip: false }), "aEN"],
    ["two delimiters that are kept", delimited(["END", ";"], { strip: false }), "a;END"],
    ["a byte behind a delimiter that is kept", delimited(["END"], { strip: false }), "ENDx"],
    ["one byte less than all frames have", fixed(4), "abc"],
    ["one byte more than all frames have", fixed(4), "abcde"],
    ["nothing where all frames have something", fixed(1), ""],
    ["a varint below zero", varint({ adjustment: 3 }), "ab"],
    ["a kept varint below zero", varint({ strip: 0, adjustment: 3 }), wire(9, "ab")],
    ["a kept varint, missing", varint({ offset: 1, strip: 0 }), "A"],
    ["what is in front of a kept varint, missing", varint({ offset: 2, strip: 0 }), "A"],
    ["a kept varint without an end", varint({ offset: 1, strip: 0 }), wire("A", 0x80, 0x80)],
    ["a kept varint that is too long", varint({ strip: 0, maxBytes: 2 }), wire(0x80, 0x80, 0)],
  ])("%s", (_, framing, payload) => {
    expectRefusal(framing, payload, "unencodable");
  });

  test("a kept header without its trailer's bytes in the count", () => {
    const framing = lengthField({ size: 4, strip: 0, trailer: hex("ce") });
    expectRefusal(framing, wire(0, 0, 0), "unencodable");
    expect(shown(new FrameEncoder(framing).encode(wire(9, 9, 9, 9)))).toBe("00 00 00 01 ce");
  });

  test("but a CR inside a line is none of these", () => {
    expect(shown(new FrameEncoder(lines()).encode("a\rb"))).toBe("61 0d 62 0a");
    expect(shown(new FrameEncoder(delimited("\n")).encode("a\r"))).toBe("61 0d 0a");
    expect(shown(new FrameEncoder(delimited("\r\n")).encode("a\r"))).toBe("61 0d 0d 0a");
  });
});

describe("a payload that is too large is oversize", () => {
  test.each<[string, Framing, string]>([
    ["256 bytes for a field of one", lengthPrefixed(1), "x".repeat(256)],
    [
      "128 bytes for a signed field of one",
      lengthField({ size: 1, signed: true }),
      "x".repeat(128),
    ],
    [
      "an adjustment that makes the value too large",
      lengthField({ size: 1, adjustment: -200 }),
      "x".repeat(56),
    ],
    [
      "more than the limit, though the field could hold it",
      lengthPrefixed(4, { maxFrameBytes: 3 }),
      "abcd",
    ],
    ["a trailer beyond the limit", lengthField({ trailer: hex("ce"), maxFrameBytes: 3 }), "abc"],
    ["anything, if the limit is 0", lengthPrefixed(2, { maxFrameBytes: 0 }), "a"],
    ["a line beyond the limit", lines({ maxFrameBytes: 3 }), "abcd"],
    ["a kept line beyond the limit", lines({ maxFrameBytes: 3, keepEnding: true }), "abcd\r\n"],
    ["a delimited frame beyond the limit", delimited(0, { maxFrameBytes: 3 }), "abcd"],
    ["a frame beyond the limit of CR LF", delimited("\r\n", { maxFrameBytes: 3 }), "abcd"],
    [
      "a frame beyond a limit that discards",
      varint({ maxFrameBytes: 3, onOversize: "discard" }),
      "abcd",
    ],
    ["128 bytes for a varint of one", varint({ maxBytes: 1 }), "x".repeat(128)],
    [
      "an adjustment that makes a varint too long",
      varint({ maxBytes: 1, adjustment: -100 }),
      "x".repeat(28),
    ],
    ["a varint frame beyond the limit", varint({ maxFrameBytes: 3 }), "abcd"],
    ["a decimal frame beyond the limit", decimal({ separator: ":", maxFrameBytes: 3 }), "abcd"],
    ["a body beyond the limit", headerBlock({ maxFrameBytes: 3 }), "abcd"],
    ["a header beyond its own limit", headerBlock({ maxHeaderBytes: 20 }), "a"],
  ])("%s", (_, framing, payload) => {
    expectRefusal(framing, payload, "oversize");
  });

  test.each<[string, Framing, string]>([
    ["255 bytes in a field of one", lengthPrefixed(1), "x".repeat(255)],
    ["127 bytes in a signed field of one", lengthField({ size: 1, signed: true }), "x".repeat(127)],
    ["a signed value of -128", lengthField({ size: 1, signed: true, adjustment: 128 }), ""],
    ["exactly the limit", lengthPrefixed(4, { maxFrameBytes: 3 }), "abc"],
    ["a line of the limit", lines({ maxFrameBytes: 3 }), "abc"],
    ["a kept line of the limit", lines({ maxFrameBytes: 3, keepEnding: true }), "abc\r\n"],
    ["an empty frame under a limit of 0", lengthPrefixed(2, { maxFrameBytes: 0 }), ""],
    ["127 bytes for a varint of one", varint({ maxBytes: 1 }), "x".repeat(127)],
    [
      "a trailer that the limit does not count",
      decimal({ separator: ":", trailer: ",", maxFrameBytes: 3 }),
      "abc",
    ],
    ["a header of its limit", headerBlock({ maxHeaderBytes: 21 }), "a"],
    ["a body of the limit", headerBlock({ maxFrameBytes: 3 }), "abc"],
    [
      "a kept delimiter that the limit does not count",
      delimited("END", { maxFrameBytes: 1, strip: false }),
      "aEND",
    ],
  ])("but not %s", (_, framing, payload) => {
    const encoder = new FrameEncoder(framing);
    expect(encoder.encode(payload)).toHaveLength(encoder.size(payload));
  });

  test("is told how large", () => {
    expect(() => new FrameEncoder(lengthPrefixed(1)).encode("x".repeat(256))).toThrow(
      "the frame is larger than maxFrameBytes: the payload has 256 bytes",
    );
  });
});

describe("a refusal does not move on", () => {
  test("to the next stage, nor past what is written in front of one", () => {
    const prelude = stages([
      { skip: wire("--") },
      { framing: fixed(2), frames: 1 },
      { framing: lines() },
    ]);
    const encoder = new FrameEncoder(prelude);
    const target = new Uint8Array(16).fill(0xee);
    expect(() => encoder.encode("abc")).toThrow(EncodeError);
    expect(() => encoder.encodeInto("abc", target)).toThrow(EncodeError);
    expect(() => encoder.encodeInto("ab", target, 14)).toThrow(RangeError);
    expect(target.every((byte) => byte === 0xee)).toBe(true);
    expect(shown(encoder.encode("ab"))).toBe(shown(wire("--ab")));
    expect(() => encoder.encode("a\nb")).toThrow(EncodeError);
    expect(shown(encoder.encode("line"))).toBe(shown(wire("line\n")));
  });
});

describe("what can be decoded only has no encoder:", () => {
  test.each<[string, Framing]>([
    ["a varint frame stripped beyond its offset", varint({ offset: 1, strip: 2 })],
    ["a varint frame stripped of its first byte", varint({ strip: 1 })],
    ["a varint at an offset, without a prefix", varint({ offset: 2 })],
    ["bytes to skip that nobody knows", stages([{ skip: 5 }, { framing: lines() }])],
    [
      "such a framing as a stage",
      stages([{ framing: varint({ offset: 2 }) }, { framing: lines() }]),
    ],
  ])("%s", (_, framing) => {
    expect(() => new FrameEncoder(framing)).toThrow(RangeError);
  });

  test.each<[string, Framing]>([
    ["a varint at an offset, with a prefix", varint({ offset: 2, prefix: wire("ab") })],
    ["a varint that is kept", varint({ offset: 2, strip: 0 })],
    ["nothing to skip", stages([{ skip: 0 }, { framing: lines() }])],
  ])("but not %s", (_, framing) => {
    expect(new FrameEncoder(framing)).toBeInstanceOf(FrameEncoder);
  });
});
