import { afterEach, describe, expect, test } from "vitest";
import { echoCodec } from "../../examples/codecs/echo.js";
import {
  type Codec,
  IncompleteFrameError,
  MessageDecoder,
  type MessageFormat,
  ProtocolError,
  type StreamCodec,
  jsonCodec,
  lengthPrefixed,
  lines,
  textCodec,
} from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { everyCut } from "../support/splits.js";
import { join, shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

/** The messages of chunks and of their end, and the error that ended them. */
function decoded<In>(
  format: MessageFormat<In>,
  chunks: Iterable<Uint8Array>,
): { messages: In[]; error: ProtocolError | undefined } {
  using decoder = new MessageDecoder(format);
  const messages: In[] = [];
  for (const chunk of chunks) messages.push(...decoder.push(chunk).take());
  return { messages, error: decoder.end().error };
}

/** A length of one byte that counts itself. */
const ownLength: StreamCodec<Uint8Array, Uint8Array> = {
  maxFrameBytes: 6,
  decode(bytes) {
    const size = bytes[0] ?? 0;
    if (size === 0) throw new RangeError("no length");
    return bytes.length < size ? "incomplete" : { frame: bytes.slice(1, size), bytesRead: size };
  },
  encode(message, target) {
    if (target.length <= message.length) return "insufficient";
    target[0] = message.length + 1;
    target.set(message, 1);
    return message.length + 1;
  },
};

describe("messages of a framing", () => {
  test("are copies", () => {
    using decoder = new MessageDecoder(lengthPrefixed(1));
    const [first] = decoder.push(wire(2, "hi")).take();
    decoder.push(wire(2, "no")).take();
    expect(shown(first ?? wire())).toBe("68 69");
  });

  test("come before the error, which the iteration then throws", () => {
    using decoder = new MessageDecoder(lengthPrefixed(1, { maxFrameBytes: 3 }));
    const batch = decoder.push(wire(1, "a", 1, "b", 9));
    const seen: string[] = [];
    const walk = (): void => {
      for (const message of batch) seen.push(shown(message));
    };
    expect(walk).toThrow(expect.objectContaining({ code: "oversize", offset: 4, declared: 9 }));
    expect(seen).toEqual(["61", "62"]);
    expect(decoder.push(wire(1, "c")).error).toBe(batch.error);
    expect(decoder.push(wire(1, "c")).take()).toEqual([]);
    expect(decoder.end().error).toBe(batch.error);
  });

  test("that nobody asked for are passed over by the next push", () => {
    using decoder = new MessageDecoder(textCodec(lines()));
    const batch = decoder.push(wire("a\nb\nc\nd"));
    for (const message of batch) if (message === "a") break;
    expect(batch.take()).toEqual([]);
    decoder.push(wire("\ne\n"));
    expect(() => batch.take()).toThrow('"batch" expected to be read before the next');
    expect(decoder.push(wire("f\n")).take()).toEqual(["f"]);
  });
});

describe("messages of a codec", () => {
  const numbers = jsonCodec(lines(), {
    parse: (value) => {
      if (typeof value !== "number") throw new TypeError("no number");
      return value;
    },
  });

  test("are the same wherever the stream is cut", () => {
    for (const { name, chunks } of everyCut(wire("1\n-2.5\r\n30\n"))) {
      expect(decoded(numbers, chunks).messages, name).toEqual([1, -2.5, 30]);
    }
  });

  test("come before what the codec refuses, which is the peer's fault", () => {
    for (const { name, chunks } of everyCut(wire('1\n22\n"x"\n3\n'))) {
      const { messages, error } = decoded(numbers, chunks);
      expect(messages, name).toEqual([1, 22]);
      expect(error, name).toMatchObject({ name: "ProtocolError", code: "malformed", offset: 5 });
      expect(error?.cause, name).toEqual(new TypeError("no number"));
      expect(error?.message).toContain("the frame at offset 5: TypeError: no number");
    }
  });

  test("that is no JSON is malformed, by a SyntaxError", () => {
    const { error } = decoded(jsonCodec(lengthPrefixed(2)), [wire(0, 1, "1", 0, 2, "{x")]);
    expect(error).toMatchObject({ code: "malformed", offset: 3 });
    expect(error?.cause).toBeInstanceOf(SyntaxError);
  });

  test("may be refused by a ProtocolError of the codec's own, which stays as it is", () => {
    const own = new ProtocolError("oversize", "too many wishes", { offset: 7 });
    const codec: Codec<never> = {
      framing: lines(),
      decode: () => {
        throw own;
      },
      encode: () => undefined,
    };
    expect(decoded(codec, [wire("a\n")]).error).toBe(own);
  });
});

describe("messages of a stream codec", () => {
  test("are the same wherever the stream is cut", () => {
    for (const { name, chunks } of everyCut(wire("one\nzwölf\n€\n"))) {
      const { messages, error } = decoded(echoCodec, chunks);
      expect(messages, name).toEqual(["one\n", "zwölf\n", "€\n"]);
      expect(error, name).toBeUndefined();
    }
  });

  test.each([
    ["an empty message", wire("a\n", "\n", "b\n"), RangeError],
    ["a zero byte", wire("a\n", 0, "b\n"), RangeError],
    ["no UTF-8", wire("a\n", 0xff, "\n"), TypeError],
  ])("come before %s, wherever the stream is cut", (_, stream, cause) => {
    for (const { name, chunks } of everyCut(stream)) {
      const { messages, error } = decoded(echoCodec, chunks);
      expect(messages, name).toEqual(["a\n"]);
      expect(error, name).toMatchObject({ code: "malformed", offset: 2 });
      expect(error?.cause, name).toBeInstanceOf(cause);
    }
  });

  test("complete however many chunks they take", () => {
    const message = "x".repeat(3 * 1024 * 1024);
    const stream = join([wire("a\n"), wire(message, "\n"), wire("b\n")]);
    const chunks = Array.from({ length: Math.ceil(stream.length / 65_536) }, (_, i) =>
      stream.subarray(65_536 * i, 65_536 * (i + 1)),
    );
    const { messages } = decoded(echoCodec, chunks);
    expect(messages.map((text) => text.length)).toEqual([2, message.length + 1, 2]);
  });

  test("are oversize above their limit, wherever the stream is cut", () => {
    for (const { name, chunks } of everyCut(wire(6, "12345", 1, 7, "123456", 2, "x"))) {
      const { messages, error } = decoded(ownLength, chunks);
      expect(messages.map(shown), name).toEqual(["31 32 33 34 35", ""]);
      expect(error, name).toMatchObject({ code: "oversize", offset: 7, limit: 6 });
      expect(error?.declared, name).toBeUndefined();
    }
  });

  test("are incomplete at the end of the stream", () => {
    for (const { name, chunks } of everyCut(wire(2, "a", 5, "bc"))) {
      const { messages, error } = decoded(ownLength, chunks);
      expect(messages.map(shown), name).toEqual(["61"]);
      expect(error, name).toBeInstanceOf(IncompleteFrameError);
      expect(error, name).toMatchObject({ offset: 2, received: 3, missing: undefined });
    }
  });

  test("may be as large as 8 MiB unless the codec says otherwise", () => {
    using decoder = new MessageDecoder(echoCodec);
    const chunk = new Uint8Array(8 * 1024 * 1024).fill(0x61);
    expect(decoder.push(chunk).take()).toEqual([]);
    const batch = decoder.push(wire("a"));
    expect(batch.take()).toEqual([]);
    expect(batch.error).toMatchObject({ code: "oversize", limit: 8 * 1024 * 1024 });
  });

  test.each([0, 4, -1, 1.5, Number.NaN, undefined])(
    "cannot take %s of three bytes",
    (bytesRead) => {
      const decode = (): { frame: string; bytesRead: number } => ({
        frame: "",
        bytesRead: bytesRead as number,
      });
      const codec: StreamCodec<string> = { ...echoCodec, decode };
      using decoder = new MessageDecoder(codec);
      expect(() => decoder.push(wire("a\nb")).take()).toThrow(TypeError);
    },
  );

  test("are not asked for when there is not one byte", () => {
    const asked: number[] = [];
    const codec: StreamCodec<never> = {
      decode: (bytes) => {
        asked.push(bytes.length);
        return "incomplete";
      },
      encode: () => 0,
    };
    using decoder = new MessageDecoder(codec);
    for (const chunk of [wire(), wire(1), wire(), wire(2)]) decoder.push(chunk).take();
    expect(asked.every((length) => length > 0)).toBe(true);
  });
});

describe("switchTo", () => {
  const formats: readonly MessageFormat<unknown>[] = [
    textCodec(lines()),
    ownLength,
    jsonCodec(lengthPrefixed(1)),
    echoCodec,
    lengthPrefixed(2),
    lines(),
  ];
  const stream = wire("HELLO\n", 4, "b\n\n", 2, "[]", "echo\n", 0, 1, "\n", "last\nlast\n");
  const expected = ["HELLO", wire("b\n\n"), [], "echo\n", wire("\n"), wire("last"), wire("last")];

  test("reads the bytes behind the message anew, whatever formats meet and wherever it is cut", () => {
    for (const { name, chunks } of everyCut(stream)) {
      const rest = [...formats];
      using decoder = new MessageDecoder(rest.shift() ?? lines());
      const messages: unknown[] = [];
      const walk = (batch: Iterable<unknown>): void => {
        for (const message of batch) {
          messages.push(message);
          const next = rest.shift();
          if (next !== undefined) walk(decoder.switchTo(next));
        }
      };
      for (const chunk of chunks) walk(decoder.push(chunk));
      expect(messages, name).toEqual(expected);
      expect(decoder.end().error, name).toBeUndefined();
    }
  });

  test("keeps positions in the stream", () => {
    for (const { name, chunks } of everyCut(wire("a\n", 3, "bc", 5, "x", "{}{\n"))) {
      using decoder = new MessageDecoder<unknown>(lines());
      let error: ProtocolError | undefined;
      const walk = (batch: Iterable<unknown>): void => {
        for (const message of batch) {
          const text = message instanceof Uint8Array ? shown(message) : "";
          if (text === "61") walk(decoder.switchTo(ownLength));
          if (text === "62 63") walk(decoder.switchTo(lengthPrefixed(1, { maxFrameBytes: 4 })));
        }
      };
      try {
        for (const chunk of chunks) walk(decoder.push(chunk));
      } catch (thrown) {
        if (thrown instanceof ProtocolError) error = thrown;
      }
      expect(error, name).toMatchObject({ code: "oversize", offset: 5, declared: 5, limit: 4 });
      expect(error?.message, name).toContain("offset 5");
    }
  });

  test("says where a frame behind it is incomplete", () => {
    using decoder = new MessageDecoder<unknown>(echoCodec);
    for (const message of decoder.push(wire("a\n", 5, "x"))) {
      expect(message).toBe("a\n");
      decoder.switchTo(lengthPrefixed(1));
    }
    expect(decoder.end().error).toMatchObject({ offset: 2, received: 2, missing: 4 });
  });

  test("between two pushes takes the bytes held", () => {
    using decoder = new MessageDecoder(lengthPrefixed(1));
    expect(decoder.push(wire(5, "a\n")).take()).toEqual([]);
    expect(decoder.switchTo(textCodec(lines())).take()).toEqual(["\u0005a"]);
    expect(decoder.push(wire("b\n")).take()).toEqual(["b"]);
  });

  test("does not mend a stream that has failed in frames that nobody looked at", () => {
    for (const format of [echoCodec, textCodec(lines())]) {
      using decoder = new MessageDecoder(lengthPrefixed(1, { maxFrameBytes: 3 }));
      for (const message of decoder.push(wire(1, "a", 1, "b", 9))) if (message.length === 1) break;
      const after = decoder.switchTo(format);
      expect(after.take()).toEqual([]);
      expect(after.error).toMatchObject({ code: "oversize", offset: 4 });
    }
  });

  test("does not mend a stream that has failed", () => {
    using decoder = new MessageDecoder(echoCodec);
    const batch = decoder.push(wire("\n"));
    batch.take();
    expect(batch.error?.code).toBe("malformed");
    const after = decoder.switchTo(lines());
    expect(after.error).toBe(batch.error);
    expect(after.take()).toEqual([]);
  });
});

describe("a decoder that is done with", () => {
  test.each<[string, MessageFormat<unknown>]>([
    ["framing", lines()],
    ["codec", textCodec(lines())],
    ["stream codec", echoCodec],
  ])("holds nothing and takes nothing (%s)", (_, format) => {
    const decoder = new MessageDecoder(format);
    const batch = decoder.push(wire("a\nb"));
    decoder.dispose();
    decoder.dispose();
    expectPoolHome();
    expect(() => decoder.push(wire("c"))).toThrow("got one that is disposed");
    expect(() => decoder.end()).toThrow(TypeError);
    expect(() => decoder.switchTo(lines())).toThrow(TypeError);
    expect(() => batch.take()).toThrow("got a stale access");
  });

  test("has ended but once", () => {
    const decoder = new MessageDecoder(echoCodec);
    expect([...decoder.end()]).toEqual([]);
    expect(() => decoder.end()).toThrow("got one that is ended");
  });

  test.each([undefined, null, 4, "lines", {}, { kind: "nothing" }, { decode: () => 0 }])(
    "was none for the format %s",
    (format) => {
      expect(() => new MessageDecoder(format as never)).toThrow(TypeError);
    },
  );

  test("was none for a limit out of range", () => {
    expect(() => new MessageDecoder({ ...echoCodec, maxFrameBytes: 0 })).toThrow(RangeError);
  });
});
