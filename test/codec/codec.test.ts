import { describe, expect, test } from "vitest";
import { echoCodec } from "../../examples/codecs/echo.js";
import {
  EncodeError,
  MessageDecoder,
  MessageEncoder,
  type MessageFormat,
  type StreamCodec,
  bytesCodec,
  delimited,
  isStreamCodec,
  jsonCodec,
  lengthField,
  lengthPrefixed,
  lines,
  textCodec,
} from "../../src/codec.js";
import { shown, wire } from "../support/wire.js";

function roundTrip<In, Out>(
  format: MessageFormat<In> & MessageFormat<unknown, Out>,
  message: Out,
): In[] {
  using decoder = new MessageDecoder<In>(format);
  return decoder.push(new MessageEncoder<Out>(format).encode(message)).take();
}

describe("bytesCodec", () => {
  test("gives copies of payloads, and takes bytes and text", () => {
    const encoder = new MessageEncoder(bytesCodec(lengthPrefixed(2)));
    expect(shown(encoder.encode(wire(7, 8)))).toBe("00 02 07 08");
    expect(shown(encoder.encode("é"))).toBe("00 02 c3 a9");
    expect(roundTrip(bytesCodec(lines()), "hi").map(shown)).toEqual(["68 69"]);
  });

  test("refuses what the framing cannot carry", () => {
    const encoder = new MessageEncoder(bytesCodec(lines({ maxFrameBytes: 3 })));
    expect(() => encoder.encode("a\nb")).toThrow(EncodeError);
    expect(() => encoder.encode("abcd")).toThrow(expect.objectContaining({ code: "oversize" }));
    expect(shown(encoder.encode("abc"))).toBe("61 62 63 0a");
  });
});

describe("textCodec", () => {
  test("is UTF-8 unless told otherwise, a byte order mark being text", () => {
    expect(roundTrip(textCodec(lines()), "\u{feff}zwölf 𝄞")).toEqual(["\u{feff}zwölf 𝄞"]);
  });

  test("reads invalid bytes as U+FFFD", () => {
    using decoder = new MessageDecoder(textCodec(lines()));
    expect(decoder.push(wire("a", 0xff, "b\n")).take()).toEqual(["a\u{fffd}b"]);
  });

  test("reads another encoding", () => {
    using decoder = new MessageDecoder(textCodec(lines(), "latin1"));
    expect(decoder.push(wire("na", 0xef, "ve\n")).take()).toEqual(["naïve"]);
  });

  test("writes another encoding where it is the same as UTF-8, and nowhere else", () => {
    const latin = new MessageEncoder(textCodec(lines(), "latin1"));
    expect(shown(latin.encode("abc"))).toBe("61 62 63 0a");
    expect(() => latin.encode("ï")).toThrow(expect.objectContaining({ code: "unencodable" }));
    const wide = new MessageEncoder(textCodec(lengthPrefixed(1), "utf-16le"));
    expect(() => wide.encode("ab")).toThrow(EncodeError);
  });

  test("refuses an encoding that nobody knows", () => {
    expect(() => textCodec(lines(), "morse")).toThrow(RangeError);
  });
});

describe("jsonCodec", () => {
  test.each([null, 0, "text", [1, [2]], { a: { b: "zwölf" } }])("carries %j", (value) => {
    expect(roundTrip(jsonCodec(lines()), value)).toEqual([value]);
  });

  test("refuses what JSON has no value for, and whoever sends it", () => {
    const encoder = new MessageEncoder(jsonCodec(lines()));
    expect(() => encoder.encode(undefined)).toThrow('"message" expected a value that JSON has');
    expect(() => encoder.encode(() => 1)).toThrow(TypeError);
    expect(() => encoder.encode(1n)).toThrow(TypeError);
    expect(shown(encoder.encode([]))).toBe("5b 5d 0a");
  });
});

describe("an encoder", () => {
  test("of a framing takes bytes, text and frames", () => {
    const encoder = new MessageEncoder(lengthPrefixed(1));
    expect(shown(encoder.encode("hi"))).toBe("02 68 69");
    expect(shown(encoder.encode(wire(1)))).toBe("01 01");
  });

  test("gives arrays that the next message leaves alone", () => {
    for (const format of [textCodec(lines()), echoCodec]) {
      const encoder = new MessageEncoder(format);
      const first = encoder.encode("a\n".slice(0, format === echoCodec ? 2 : 1));
      encoder.encode("b\n".slice(0, format === echoCodec ? 2 : 1));
      expect(shown(first)).toBe("61 0a");
    }
  });

  test("of a stream codec asks with targets from 4 KiB on, four times as large each", () => {
    const sizes: number[] = [];
    const codec: StreamCodec<never, number> = {
      decode: () => "incomplete",
      encode: (bytes, target) => {
        sizes.push(target.length);
        return target.length < bytes ? "insufficient" : bytes;
      },
    };
    const encoder = new MessageEncoder(codec);
    expect(encoder.encode(5000)).toHaveLength(5000);
    expect(encoder.encode(70_000)).toHaveLength(70_000);
    expect(encoder.encode(0)).toHaveLength(0);
    expect(sizes).toEqual([4096, 16_384, 16_384, 65_536, 262_144, 262_144]);
  });

  test("of a stream codec stops at its limit", () => {
    const encoder = new MessageEncoder({ ...echoCodec, maxFrameBytes: 5000 });
    expect(encoder.encode("x".repeat(5000))).toHaveLength(5000);
    const encode = (): unknown => encoder.encode("x".repeat(5001));
    expect(encode).toThrow(EncodeError);
    expect(encode).toThrow("limit of 5000");
  });

  test.each([-1, 4097, 1.5, undefined, "full"])("refuses a codec that wrote %s", (written) => {
    const encoder = new MessageEncoder({ ...echoCodec, encode: () => written as number });
    expect(() => encoder.encode("a\n")).toThrow('"bytesWritten" expected "insufficient" or');
  });

  test("of a framing that can be decoded only is refused", () => {
    expect(() => new MessageEncoder(lengthField({ offset: 2, strip: 3 }))).toThrow(RangeError);
  });
});

test("a stream codec is told from the others by having no framing", () => {
  expect(isStreamCodec(echoCodec)).toBe(true);
  expect(isStreamCodec(jsonCodec(lines()))).toBe(false);
  expect(isStreamCodec(delimited(0))).toBe(false);
  expect(isStreamCodec(undefined)).toBe(false);
});
