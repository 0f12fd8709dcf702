import { describe, expect, test } from "vitest";
import {
  EncodeError,
  FrameDecoder,
  FrameEncoder,
  type Framing,
  delimited,
  lengthField,
  lengthPrefixed,
  lines,
  raw,
} from "../../src/codec.js";
import { field, hex, shown, wire } from "../support/wire.js";

function encoded(framing: Framing, payload: Uint8Array | string): string {
  return shown(new FrameEncoder(framing).encode(payload));
}

describe("a frame on the wire", () => {
  test.each<[string, Framing, string | Uint8Array, string]>([
    ["four bytes of length", lengthPrefixed(4), "hi", "00 00 00 02 68 69"],
    ["an empty frame", lengthPrefixed(2), "", "00 00"],
    ["little endian", lengthPrefixed(3, { endian: "little" }), "abc", "03 00 00 61 62 63"],
    ["eight bytes of length", lengthPrefixed(8), "!", "00 00 00 00 00 00 00 01 21"],
    ["a length that counts itself", lengthField({ size: 2, adjustment: -2 }), "hi", "00 04 68 69"],
    ["a negative value", lengthField({ size: 2, adjustment: 3, signed: true }), "a", "ff fe 61"],
    ["a trailer", lengthField({ size: 1, trailer: hex("0d0a") }), "a", "03 61 0d 0a"],
    ["LF", lines(), "line", "6c 69 6e 65 0a"],
    ["an ending that was kept", lines({ keepEnding: true }), "a\r\n", "61 0d 0a"],
    ["a delimiter", delimited(0), "ab", "61 62 00"],
    ["a delimiter that was kept", delimited(";", { strip: false }), "ab;", "61 62 3b"],
    ["nothing", raw(), "as it is", "61 73 20 69 74 20 69 73"],
    ["text as UTF-8", lengthPrefixed(1), "ü", "02 c3 bc"],
  ])("has %s around its payload", (_, framing, payload, expected) => {
    expect(encoded(framing, payload)).toBe(expected);
    const bytes = typeof payload === "string" ? wire(payload) : payload;
    expect(encoded(framing, bytes)).toBe(expected);
    expect(new FrameEncoder(framing).size(payload)).toBe(wire(hex(expected)).length);
  });

  test("an adjustment of -2147483647 fits a length of 8 bytes", () => {
    const framing = lengthField({ size: 8, adjustment: -(2 ** 31 - 1) });
    expect(encoded(framing, "a")).toBe("00 00 00 00 80 00 00 00 61");
    const little = lengthField({ size: 5, endian: "little", adjustment: -(2 ** 31 - 1) });
    expect(encoded(little, "ab")).toBe("01 00 00 80 00 61 62");
  });
});

describe("a header that was not stripped", () => {
  const postgres = lengthField({ offset: 1, size: 4, adjustment: -4, strip: 0 });

  test("is in the payload, and its length is overwritten", () => {
    expect(encoded(postgres, wire("Q", 9, 9, 9, 9, "ab"))).toBe("51 00 00 00 06 61 62");
  });

  test("must be there", () => {
    const encode = () => new FrameEncoder(postgres).encode(wire("Q", 0, 0, 0));
    expect(encode).toThrow(EncodeError);
    expect(encode).toThrow(expect.objectContaining({ code: "unencodable" }));
  });

  test("leaves the caller's payload as it is", () => {
    const payload = wire("Q", 9, 9, 9, 9);
    new FrameEncoder(postgres).encode(payload);
    expect(payload).toEqual(wire("Q", 9, 9, 9, 9));
  });

  test("with a trailer leaves room for it: a payload without would lose its length", () => {
    const framing = lengthField({ size: 2, strip: 0, adjustment: 1, trailer: hex("ce") });
    expect(encoded(framing, wire(9, 9, "a"))).toBe("00 01 61 ce");
    expect(encoded(framing, wire(9, 9))).toBe("00 00 ce");
    // The trailer counts in the length, so one without is no frame.
    expect(() => encoded(framing, wire(9))).toThrow(EncodeError);
    expect(() => encoded(framing, wire(9))).toThrow(
      expect.objectContaining({ code: "unencodable" }),
    );
  });
});

describe("a prefix", () => {
  test("supplies what is stripped in front of a length that is kept", () => {
    const framing = lengthField({ offset: 3, size: 1, strip: 2, prefix: wire("ab") });
    expect(encoded(framing, wire("c", 0, "hi"))).toBe("61 62 63 02 68 69");
  });

  test("supplies the bytes in front of a length that is stripped", () => {
    const framing = lengthField({ offset: 2, size: 2, prefix: wire("$", 7) });
    expect(encoded(framing, "rtp")).toBe("24 07 00 03 72 74 70");
  });

  test("of 255 bytes in front of a length of 8", () => {
    const framing = lengthField({ offset: 255, size: 8, prefix: new Uint8Array(255).fill(0x2d) });
    const expected = wire("-".repeat(255), field(2, 8), "hi");
    expect(new FrameEncoder(framing).encode("hi")).toEqual(expected);
  });

  test("cannot be changed after", () => {
    const prefix = wire("ab");
    const framing = lengthField({ offset: 2, size: 1, prefix });
    prefix.fill(0);
    expect(encoded(framing, "x")).toBe("61 62 01 78");
  });
});

describe("a framing that can be decoded only", () => {
  test.each([
    [
      "strip in the middle of the length",
      { size: 4, strip: 2 },
      '"strip" expected at most 0, or all in front of the payload',
    ],
    [
      "strip beyond the header",
      { offset: 1, size: 1, strip: 3 },
      '"strip" expected at most 1, or all in front of the payload',
    ],
    ["no prefix for an offset", { offset: 2, size: 1 }, '"prefix" expected the 2 stripped bytes'],
    [
      "no prefix for a strip",
      { offset: 2, size: 1, strip: 1 },
      '"prefix" expected the 1 stripped bytes',
    ],
  ])("has no encoder: %s", (_, options, message) => {
    const framing = lengthField(options);
    const make = () => new FrameEncoder(framing);
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
    new FrameDecoder(framing).dispose();
  });

  test("is not what is no framing at all", () => {
    const value: unknown = {};
    expect(() => new FrameEncoder(value as Framing)).toThrow(TypeError);
  });
});

describe("encodeInto(payload, target, offset)", () => {
  const encoder = new FrameEncoder(lengthPrefixed(2));

  test("writes at the offset and nothing else, and says how much", () => {
    const target = new Uint8Array(8).fill(0xee);
    expect(encoder.encodeInto("hi", target, 3)).toBe(4);
    expect(shown(target)).toBe("ee ee ee 00 02 68 69 ee");
    expect(encoder.encodeInto("", target)).toBe(2);
    expect(shown(target)).toBe("00 00 ee 00 02 68 69 ee");
  });

  test("fills a target to its last byte", () => {
    const target = new Uint8Array(6);
    expect(encoder.encodeInto("hi", target, 2)).toBe(4);
    expect(shown(target)).toBe("00 00 00 02 68 69");
  });

  test("writes nothing where there is no room", () => {
    const target = new Uint8Array(5).fill(0xee);
    const write = () => encoder.encodeInto("hi", target, 2);
    expect(write).toThrow(RangeError);
    expect(write).toThrow('"target" expected room for 4 bytes at 2, got 5 bytes');
    expect(shown(target)).toBe("ee ee ee ee ee");
  });

  test.each([-1, 6, 0.5, NaN])("refuses an offset of %d", (offset) => {
    const target = new Uint8Array(5).fill(0xee);
    const write = () => encoder.encodeInto("", target, offset);
    expect(write).toThrow(RangeError);
    expect(write).toThrow('"offset" expected an integer from 0 to 5');
    expect(shown(target)).toBe("ee ee ee ee ee");
  });

  test("frames a payload that lies in the target already", () => {
    const target = wire("hello...");
    expect(encoder.encodeInto(target.subarray(0, 5), target)).toBe(7);
    expect(shown(target)).toBe(shown(wire(0, 5, "hello.")));
  });

  test("takes the frame of a decoder, without a copy by the caller", () => {
    using decoder = new FrameDecoder(lines());
    const target = new Uint8Array(8);
    for (const frame of decoder.push(wire("echo\n"))) {
      expect(encoder.size(frame)).toBe(6);
      expect(encoder.encodeInto(frame, target)).toBe(6);
      expect(shown(encoder.encode(frame))).toBe("00 04 65 63 68 6f");
    }
    expect(shown(target)).toBe("00 04 65 63 68 6f 00 00");
  });
});

test.each([undefined, null, 7, {}, [1], new Uint16Array(2)])("%j is no payload", (value) => {
  const encoder = new FrameEncoder(raw());
  const payload = value as string;
  const message = '"payload" expected a Uint8Array, a string or a Frame, got';
  for (const use of [
    () => encoder.encode(payload),
    () => encoder.size(payload),
    () => encoder.encodeInto(payload, new Uint8Array(8)),
  ]) {
    expect(use).toThrow(TypeError);
    expect(use).toThrow(message);
  }
});
