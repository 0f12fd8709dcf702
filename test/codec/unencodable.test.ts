import { describe, expect, test } from "vitest";
import {
  EncodeError,
  FrameEncoder,
  type Framing,
  delimited,
  lengthField,
  lengthPrefixed,
  lines,
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
  test.each<[string, Framing, string]>([
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
