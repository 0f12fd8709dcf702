import { afterEach, describe, expect, test } from "vitest";
import { echoCodec } from "../../examples/codecs/echo.js";
import {
  type ChunkSource,
  IncompleteFrameError,
  type MessageFormat,
  decodeFrames,
  jsonCodec,
  lengthPrefixed,
  lines,
  textCodec,
} from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { everyCut } from "../support/splits.js";
import { shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

const text = textCodec(lines());

/** A source that notes how it ends. */
class Source implements AsyncIterable<Uint8Array> {
  readonly events: string[] = [];
  readonly #chunks: Iterator<Uint8Array>;

  constructor(chunks: Iterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: () => {
        const step = this.#chunks.next();
        this.events.push(step.done === true ? "end" : "chunk");
        if (step.done === true) return Promise.resolve({ done: true, value: undefined });
        return Promise.resolve({ done: false, value: step.value });
      },
      return: () => {
        this.events.push("return");
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  get stream(): ReadableStream<Uint8Array> {
    const iterator = this[Symbol.asyncIterator]();
    return new ReadableStream(
      {
        pull: async (controller) => {
          const step = await iterator.next();
          if (step.done === true) controller.close();
          else controller.enqueue(step.value);
        },
        cancel: (reason) => void this.events.push(`cancel ${String(reason)}`),
      },
      { highWaterMark: 0 },
    );
  }
}

/** A source whose chunks never come. */
const silent = {
  events: [] as string[],
  iterable(): AsyncIterable<Uint8Array> {
    this.events.length = 0;
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          this.events.push("return");
          return new Promise(() => undefined);
        },
      }),
    };
  },
  stream(): ReadableStream<Uint8Array> {
    this.events.length = 0;
    return new ReadableStream({
      pull: () => new Promise(() => undefined),
      cancel: (reason) => void this.events.push(String(reason)),
    });
  },
};

async function collected<In = Uint8Array<ArrayBuffer>>(
  source: ChunkSource,
  format: MessageFormat<In>,
  signal?: AbortSignal,
): Promise<{ messages: In[]; error: unknown }> {
  const messages: In[] = [];
  try {
    for await (const message of decodeFrames(source, format, { signal })) messages.push(message);
    return { messages, error: undefined };
  } catch (error) {
    return { messages, error };
  }
}

describe("decodeFrames", () => {
  test("reads iterables and streams at every cut", async () => {
    for (const { name, chunks } of everyCut(wire("one\n\nzwölf\n"))) {
      const expected = { messages: ["one", "", "zwölf"], error: undefined };
      expect(await collected(new Source(chunks), text), name).toEqual(expected);
      expect(await collected(new Source(chunks).stream, text), name).toEqual(expected);
    }
  });

  test("gives copies of a framing's frames, that stay what they are", async () => {
    const chunks = [wire(1, "a", 1), wire("b", 1, "c")];
    const { messages } = await collected(new Source(chunks), lengthPrefixed(1));
    expect(messages.map(shown)).toEqual(["61", "62", "63"]);
  });

  test("asks for a chunk when the messages before were taken", async () => {
    const source = new Source([wire("a\nb\n"), wire("c\n")]);
    const sequence = decodeFrames(source, text);
    expect(source.events).toEqual([]);
    await sequence.next();
    await sequence.next();
    expect(source.events).toEqual(["chunk"]);
    expect(await sequence.next()).toEqual({ done: false, value: "c" });
    expect(await sequence.next()).toEqual({ done: true, value: undefined });
    expect(source.events).toEqual(["chunk", "chunk", "end"]);
  });

  test("counts a megabyte of empty lines", async () => {
    let count = 0;
    const source = new Source([new Uint8Array(1024 * 1024).fill(0x0a)]);
    for await (const frame of decodeFrames(source, lines())) count += 1 + frame.length;
    expect(count).toBe(1024 * 1024);
  });

  test("throws what the bytes say behind the messages, and cancels the source", async () => {
    const framing = lengthPrefixed(1, { maxFrameBytes: 3 });
    const source = new Source([wire(1, "a"), wire(1, "b", 9), wire("x")]);
    const { messages, error } = await collected(source, textCodec(framing));
    expect(messages).toEqual(["a", "b"]);
    expect(error).toMatchObject({ code: "oversize", offset: 4 });
    expect(source.events).toEqual(["chunk", "chunk", "return"]);
    const stream = new Source([wire("{\n")]);
    const refused = await collected(stream.stream, jsonCodec(lines()));
    expect(stream.events[1]).toBe(`cancel ${String(refused.error)}`);
  });

  test.each([lengthPrefixed(2), echoCodec])(
    "throws if the source ends in a frame",
    async (format) => {
      const source = new Source([wire(1)]);
      const { error } = await collected<unknown>(source, format);
      expect(error).toBeInstanceOf(IncompleteFrameError);
      expect(source.events).toEqual(["chunk", "end"]);
    },
  );

  test("throws what the source throws", async () => {
    const failure = new Error("reset");
    function* chunks(): Generator<Uint8Array> {
      yield wire("a\nb");
      throw failure;
    }
    async function* iterable(): AsyncGenerator<Uint8Array> {
      for (const chunk of chunks()) yield await Promise.resolve(chunk);
    }
    const expected = { messages: ["a"], error: failure };
    expect(await collected(iterable(), text)).toEqual(expected);
    expect(await collected(new Source(chunks()).stream, text)).toEqual(expected);
  });

  test("cancels the source when its loop is left", async () => {
    const source = new Source([wire("a\nb\n")]);
    for await (const line of decodeFrames(source, text)) if (line === "a") break;
    expect(source.events).toEqual(["chunk", "return"]);
    expectPoolHome();
    const stream = new Source([wire("a\nb\n")]);
    const { stream: readable } = stream;
    for await (const line of decodeFrames(readable, text)) if (line === "a") break;
    expect(stream.events).toEqual(["chunk", "cancel undefined"]);
    expect(readable.locked).toBe(false);
  });

  test("cancels the source when its scope is left", async () => {
    const source = new Source([wire("a\nb\n")]);
    {
      await using sequence = decodeFrames(source, text);
      expect((await sequence.next()).value).toBe("a");
    }
    expect(source.events).toEqual(["chunk", "return"]);
    expectPoolHome();
  });

  test("refuses what is no source, no format or no chunk", async () => {
    expect(() => decodeFrames([] as never, lines())).toThrow('"source" expected a ReadableStream');
    expect(() => decodeFrames(new Source([]), 7 as never)).toThrow('"codec" expected a framing');
    const { error } = await collected(new Source(["text" as never]), lines());
    expect(error).toBeInstanceOf(TypeError);
  });
});

describe("a signal", () => {
  test("ends the wait for an iterable at once, and returns it", async () => {
    const controller = new AbortController();
    const ended = collected(silent.iterable(), text, controller.signal);
    await Promise.resolve();
    controller.abort("enough");
    expect(await ended).toEqual({ messages: [], error: "enough" });
    expect(silent.events).toEqual(["return"]);
  });

  test("ends the wait for a stream at once, and cancels it", async () => {
    const controller = new AbortController();
    const readable = silent.stream();
    const ended = collected(readable, text, controller.signal);
    await Promise.resolve();
    controller.abort("enough");
    expect(await ended).toEqual({ messages: [], error: "enough" });
    expect(silent.events).toEqual(["enough"]);
    expect(readable.locked).toBe(false);
  });

  test("that was given before touches no chunk", async () => {
    const source = new Source([wire("a\n")]);
    const { messages, error } = await collected(source, text, AbortSignal.abort("late"));
    expect(messages).toEqual([]);
    expect(error).toBe("late");
    expect(source.events).toEqual(["return"]);
  });

  test("between two messages is seen by the next", async () => {
    const controller = new AbortController();
    const source = new Source([wire("a\nb\n")]);
    const sequence = decodeFrames(source, text, { signal: controller.signal });
    await sequence.next();
    controller.abort("enough");
    expect(source.events).toEqual(["chunk", "return"]);
    await expect(sequence.next()).rejects.toBe("enough");
  });

  test("after the end changes nothing", async () => {
    const controller = new AbortController();
    const source = new Source([wire("a\n")]);
    const { messages } = await collected(source, text, controller.signal);
    controller.abort("late");
    expect(messages).toEqual(["a"]);
    expect(source.events).toEqual(["chunk", "end"]);
  });
});

describe("switchTo of a sequence", () => {
  test("reads what is behind the message anew, wherever the stream is cut", async () => {
    const stream = wire("HELLO\n", 0, 2, "\n\n", 0, 1, "x", "echo\n", "[1]\n", "[2]\n");
    for (const { name, chunks } of everyCut(stream)) {
      const start = decodeFrames(new Source(chunks), text);
      const hello = await start.next();
      expect(hello.value, name).toBe("HELLO");
      const frames = start.switchTo(lengthPrefixed(2));
      const seen = [await frames.next(), await frames.next()];
      expect(
        seen.map(({ value }) => shown(value ?? wire())),
        name,
      ).toEqual(["0a 0a", "78"]);
      const echo = await frames.switchTo(echoCodec).next();
      expect(echo.value, name).toBe("echo\n");
      const values: unknown[] = [];
      for await (const value of frames.switchTo(jsonCodec(lines()))) values.push(value);
      expect(values, name).toEqual([[1], [2]]);
    }
  });

  test("in the middle of a loop is good for the next message", async () => {
    const sequence = decodeFrames<unknown>(new Source([wire("GO\n", 1, "\n", 2, "ab")]), lines());
    const seen: unknown[] = [];
    for await (const message of sequence) {
      seen.push(message);
      if (seen.length === 1) sequence.switchTo(textCodec(lengthPrefixed(1)));
    }
    expect(seen.slice(1)).toEqual(["\n", "ab"]);
  });

  test("may come before the first message", async () => {
    const sequence = decodeFrames(new Source([wire(1, "a")]), lines());
    const { value } = await sequence.switchTo(textCodec(lengthPrefixed(1))).next();
    expect(value).toBe("a");
    await sequence.return(undefined);
  });

  test("is refused while a message is awaited, and for what is no format", async () => {
    const controller = new AbortController();
    const sequence = decodeFrames(silent.iterable(), lines(), { signal: controller.signal });
    expect(() => sequence.switchTo({} as never)).toThrow(TypeError);
    const next = sequence.next();
    expect(() => sequence.switchTo(text)).toThrow("expected to be called between messages");
    controller.abort("enough");
    await expect(next).rejects.toBe("enough");
  });
});
