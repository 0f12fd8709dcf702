import { afterEach, describe, expect, test } from "vitest";
import { echoCodec } from "../../examples/codecs/echo.js";
import {
  type Codec,
  type StreamCodec,
  headerBlock,
  jsonCodec,
  lengthPrefixed,
  lines,
  raw,
  textCodec,
  varint,
} from "../../src/codec.js";
import { checkEverySplit, everySplit, randomSplits } from "../../src/testing.js";
import { expectPoolHome } from "../support/pool-home.js";
import { join, shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

describe("everySplit", () => {
  test("cuts at each place, byte by byte, and with empty chunks", () => {
    const splits = [...everySplit(wire("abc"))];
    expect(splits.map(({ name }) => name)).toEqual([
      "uncut",
      "cut at 0",
      "cut at 1",
      "cut at 2",
      "cut at 3",
      "byte by byte",
      "with empty chunks between",
    ]);
    expect(splits[3]?.chunks.map(shown)).toEqual(["61 62", "63"]);
    expect(splits[5]?.chunks.map(shown)).toEqual(["61", "62", "63"]);
    for (const { chunks } of splits) expect(shown(join(chunks))).toBe("61 62 63");
  });

  test("refuses what is no bytes at once", () => {
    expect(() => everySplit("abc" as never)).toThrow('"bytes" expected a Uint8Array');
  });
});

describe("randomSplits", () => {
  const bytes = wire("abcdefghij");

  test("are the same for the same seed, and say it", () => {
    const [first, again] = [1, 2].map(() => [...randomSplits(bytes, 7, 20)]);
    expect(first).toEqual(again);
    expect(first).toHaveLength(20);
    expect(first?.[3]?.name).toMatch(/^split 3 of seed 7, cut at \d/);
    expect([...randomSplits(bytes, 8, 20)]).not.toEqual(first);
  });

  test("lose and repeat nothing", () => {
    for (const { name, chunks } of randomSplits(bytes, 1, 200)) {
      expect(shown(join(chunks)), name).toBe(shown(bytes));
    }
    expect([...randomSplits(wire(), 1, 3)]).toHaveLength(3);
  });

  test("refuse numbers out of range at once", () => {
    expect(() => randomSplits(bytes, -1, 1)).toThrow(RangeError);
    expect(() => randomSplits(bytes, 0, 1.5)).toThrow(RangeError);
  });
});

describe("checkEverySplit of what is right", () => {
  test("passes for framings, frames being bytes or text", () => {
    checkEverySplit(lengthPrefixed(1), wire(2, "hi", 0), { frames: ["hi", wire()] });
    checkEverySplit(varint(), wire(0x82, 0, "hi", 1, "x"), { frames: ["hi", "x"] });
    checkEverySplit(headerBlock(), wire("Content-Length: 2\r\n\r\nhi"), { frames: ["hi"] });
  });

  test("passes for codecs and stream codecs", () => {
    const messages = [{ a: [1, null] }, "x"];
    checkEverySplit(jsonCodec(lines()), wire('{"a":[1,null]}\n"x"\n'), { frames: messages });
    checkEverySplit(echoCodec, wire("a\nb\n"), { frames: ["a\n", "b\n"] });
  });

  test("passes for errors, as far as they are told", () => {
    const framing = lengthPrefixed(1, { maxFrameBytes: 4 });
    const oversize = { code: "oversize", offset: 3, declared: 9, limit: 4 } as const;
    checkEverySplit(framing, wire(2, "hi", 9), { frames: ["hi"], error: oversize });
    checkEverySplit(framing, wire(2, "h"), { error: { code: "incomplete" } });
    checkEverySplit(jsonCodec(lines()), wire("1\n{\n"), {
      frames: [1],
      error: { code: "malformed", offset: 2 },
    });
  });

  test("passes for bytes alone, whatever cuts them", () => {
    checkEverySplit(raw(), wire("abcd"), { frames: ["ab", "cd"] });
    checkEverySplit(raw(), wire("abcd"));
  });
});

describe("checkEverySplit of what is wrong", () => {
  test("names the message that differs", () => {
    const check = (frames: string[]) => () => checkEverySplit(lines(), wire("a\nb\n"), { frames });
    expect(check(["a", "c"])).toThrow("uncut: message 1 expected <63>, got <62>");
    expect(check(["a"])).toThrow("uncut: message 1, <62>, was not expected");
    expect(check(["a", "b", "c"])).toThrow("uncut: message 2, <63>, is missing");
  });

  test("names the error that was not expected, and the one that was", () => {
    const framing = textCodec(lengthPrefixed(1, { maxFrameBytes: 2 }));
    const bytes = wire(1, "a", 3);
    expect(() => checkEverySplit(framing, bytes, { frames: ["a"] })).toThrow("uncut: ended by Pro");
    const wrong = (): void => checkEverySplit(framing, bytes, { error: { offset: 1 } });
    expect(wrong).toThrow("uncut: an error whose offset is 1 was expected, got ProtocolError over");
    const none = (): void => checkEverySplit(framing, wire(1, "a"), { error: { offset: 1 } });
    expect(none).toThrow("got no error");
  });

  test("names the first cut under which a stream codec does not wait", () => {
    const hasty: StreamCodec<number> = {
      decode: (bytes) => ({ frame: bytes.length, bytesRead: bytes.length }),
      encode: () => 0,
    };
    const check = (): void => checkEverySplit(hasty, wire("abc"), { frames: [3] });
    expect(check).toThrow("cut at 1: message 0 expected 3, got 1");
  });

  test("names the first cut under which a codec remembers", () => {
    let last: string | undefined;
    const codec: Codec<string> = {
      framing: lines(),
      decode: (frame) => {
        const text = last === undefined ? frame.text() : `${last}${frame.text()}`;
        last = frame.text();
        return text;
      },
      encode: () => undefined,
    };
    const check = (): void => checkEverySplit(codec, wire("a\n"));
    expect(check).toThrow('cut at 0: message 0 expected "a", got "aa"');
  });

  test("names the cut under which the error is another", () => {
    const codec: StreamCodec<never> = {
      decode: (bytes) => {
        if (bytes.length > 1) throw new RangeError("two bytes");
        return "incomplete";
      },
      encode: () => 0,
    };
    expect(() =>
      checkEverySplit(codec, wire("a"), { error: { code: "incomplete" } }),
    ).not.toThrow();
    const picky: StreamCodec<string> = {
      decode: (bytes) => {
        if (bytes.length === 1) throw new RangeError("one byte");
        return { frame: "", bytesRead: bytes.length };
      },
      encode: () => 0,
    };
    expect(() => checkEverySplit(picky, wire("abc"), { frames: [""] })).toThrow(/^cut at 1: /);
  });

  test("names the cut under which a codec breaks its contract", () => {
    const codec: StreamCodec<string> = {
      decode: (bytes) => ({ frame: "", bytesRead: bytes.length - 1 }),
      encode: () => 0,
    };
    expect(() => checkEverySplit(codec, wire("abc"))).toThrow('uncut: TypeError: "bytesRead"');
  });

  test("refuses what is no format", () => {
    expect(() => checkEverySplit({} as never, wire("abc"))).toThrow(TypeError);
  });
});
