import { afterEach, describe, expect, test } from "vitest";
import { echoCodec } from "../../examples/codecs/echo.js";
import {
  type Codec,
  EncodeError,
  FrameDecoderStream,
  FrameEncoderStream,
  IncompleteFrameError,
  type MessageFormat,
  ProtocolError,
  jsonCodec,
  lengthPrefixed,
  lines,
  raw,
  textCodec,
} from "../../src/codec.js";
import { expectPoolHome } from "../support/pool-home.js";
import { everyCut } from "../support/splits.js";
import { shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

function streamOf<Item>(items: Iterable<Item>): ReadableStream<Item> {
  const iterator = items[Symbol.iterator]();
  return new ReadableStream({
    pull: (controller) => {
      const step = iterator.next();
      if (step.done === true) controller.close();
      else controller.enqueue(step.value);
    },
  });
}

/** What can be read, and the error behind it. */
async function readAll<Item>(
  readable: ReadableStream<Item>,
): Promise<{ items: Item[]; error: unknown }> {
  const reader = readable.getReader();
  const items: Item[] = [];
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      items.push(step.value);
    }
    return { items, error: undefined };
  } catch (error) {
    return { items, error };
  }
}

const through = <In = Uint8Array<ArrayBuffer>>(
  format: MessageFormat<In>,
  chunks: Iterable<Uint8Array>,
): Promise<{ items: In[]; error: unknown }> =>
  readAll(streamOf(chunks).pipeThrough(new FrameDecoderStream(format)));

/** A codec that counts how often it was asked. */
function counting(): { codec: Codec<number>; count: () => number } {
  let count = 0;
  const codec: Codec<number> = {
    framing: lines(),
    decode: () => ++count,
    encode: (message, writer) => writer.writeText(String(message)),
  };
  return { codec, count: () => count };
}

/** Whether a promise is settled when everything that could settle it has had its turn. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  for (let i = 0; i < 20; ++i) await Promise.resolve();
  return settled;
}

describe("a decoder stream", () => {
  test("reads the messages of a framing, a codec and a stream codec at every cut", async () => {
    for (const { name, chunks } of everyCut(wire("one\n2\n[]\n"))) {
      const texts = ["one", "2", "[]"];
      const { items } = await through(lines(), chunks);
      expect(
        items.map((item) => new TextDecoder().decode(item)),
        name,
      ).toEqual(texts);
      expect(await through(textCodec(lines()), chunks), name).toEqual({
        items: texts,
        error: undefined,
      });
      expect(await through(echoCodec, chunks), name).toEqual({
        items: texts.map((text) => `${text}\n`),
        error: undefined,
      });
    }
  });

  test("reads frames that are larger than any chunk, and chunks larger than any slice", async () => {
    const large = new Uint8Array(300_000).fill(7);
    const stream = wire(0, 4, 0x93, 0xe0, large, 0, 0, 0, 1, "a");
    const small = Array.from({ length: 5 }, (_, i) =>
      stream.subarray(70_000 * i, 70_000 * (i + 1)),
    );
    for (const chunks of [[stream], small]) {
      const { items } = await through(lengthPrefixed(4), chunks);
      expect(items.map((item) => item.length)).toEqual([300_000, 1]);
    }
  });

  test("gives what a framing does not cut in slices", async () => {
    const { items } = await through(raw(), [new Uint8Array(100_000)]);
    expect(items.map((item) => item.length)).toEqual([65_536, 34_464]);
  });

  test("gives copies", async () => {
    const pair = new FrameDecoderStream(lengthPrefixed(1));
    const chunk = wire(1, "a");
    const done = pair.writable.getWriter().write(chunk);
    const reader = pair.readable.getReader();
    const { value } = await reader.read();
    void reader.read().catch(() => undefined);
    await done;
    chunk.fill(0);
    expect(shown(value ?? wire())).toBe("61");
    await reader.cancel();
  });

  test("fails with a ProtocolError behind the messages before it, on both sides", async () => {
    const pair = new FrameDecoderStream(textCodec(lengthPrefixed(1, { maxFrameBytes: 3 })));
    const writer = pair.writable.getWriter();
    const write = writer.write(wire(1, "a", 2, "bc", 9)).catch((error: unknown) => error);
    const { items, error } = await readAll(pair.readable);
    expect(items).toEqual(["a", "bc"]);
    expect(error).toMatchObject({ code: "oversize", offset: 5 });
    expect(await write).toBe(error);
    await expect(writer.write(wire(1, "a"))).rejects.toBe(error);
  });

  test("fails with what the codec refuses, as its cause", async () => {
    const { items, error } = await through(jsonCodec(lines()), [wire("1\n{\n2\n")]);
    expect(items).toEqual([1]);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "malformed", offset: 2 });
    expect((error as Error).cause).toBeInstanceOf(SyntaxError);
  });

  test.each([lengthPrefixed(2), echoCodec])("fails if it is closed in a frame", async (format) => {
    const pair = new FrameDecoderStream<unknown>(format);
    const writer = pair.writable.getWriter();
    const write = writer.write(wire(1));
    const close = writer.close().catch((error: unknown) => error);
    const { items, error } = await readAll(pair.readable);
    await write;
    expect(items).toEqual([]);
    expect(error).toBeInstanceOf(IncompleteFrameError);
    expect(error).toMatchObject({ offset: 0, received: 1 });
    expect(await close).toBe(error);
  });

  test("closes with the writer", async () => {
    const pair = new FrameDecoderStream(lines());
    await pair.writable.close();
    expect(await readAll(pair.readable)).toEqual({ items: [], error: undefined });
  });

  test("refuses chunks that are no bytes", async () => {
    const pair = new FrameDecoderStream(lines());
    const writer = pair.writable.getWriter();
    await expect(writer.write("text" as never)).rejects.toThrow('"chunk" expected a Uint8Array');
    expect((await readAll(pair.readable)).error).toBeInstanceOf(TypeError);
  });

  test("refuses what is no format", () => {
    expect(() => new FrameDecoderStream({} as never)).toThrow(TypeError);
    expect(() => new FrameEncoderStream({} as never)).toThrow(TypeError);
  });
});

describe("backpressure of a decoder stream", () => {
  test("decodes a megabyte of empty lines one by one, as they are asked for", async () => {
    const { codec, count } = counting();
    const pair = new FrameDecoderStream(codec);
    const writer = pair.writable.getWriter();
    const write = writer.write(new Uint8Array(1024 * 1024).fill(0x0a));
    expect(writer.desiredSize).toBe(0);
    const reader = pair.readable.getReader();
    for (let i = 1; i <= 3; ++i) {
      expect(await reader.read()).toEqual({ done: false, value: i });
      expect(await isSettled(write)).toBe(false);
      expect(count()).toBe(i);
    }
    const refused = expect(write).rejects.toBe("enough");
    await reader.cancel("enough");
    await refused;
    expect(count()).toBe(3);
  });

  test("is done with a write when the next message is asked for", async () => {
    const pair = new FrameDecoderStream(textCodec(lines()));
    const writer = pair.writable.getWriter();
    const write = writer.write(wire("a\nb\nc"));
    const reader = pair.readable.getReader();
    await reader.read();
    await reader.read();
    expect(await isSettled(write)).toBe(false);
    const third = reader.read();
    await write;
    writer.write(wire("\n")).catch(() => undefined);
    expect(await third).toEqual({ done: false, value: "c" });
    await reader.cancel();
  });

  test("asks a source for no more than it needs", async () => {
    const { codec } = counting();
    let chunks = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          ++chunks;
          controller.enqueue(wire("\n\n\n\n"));
        },
      },
      { highWaterMark: 0 },
    );
    const reader = source.pipeThrough(new FrameDecoderStream(codec)).getReader();
    for (let i = 0; i < 8; ++i) await reader.read();
    expect(chunks).toBeLessThanOrEqual(3);
    await reader.cancel();
  });
});

describe("a decoder stream that is given up", () => {
  test("by its reader refuses the write that waits, and holds nothing", async () => {
    const pair = new FrameDecoderStream(lines());
    const writer = pair.writable.getWriter();
    const write = writer.write(wire("a\nb\n")).catch((error: unknown) => error);
    const reader = pair.readable.getReader();
    await reader.read();
    const reason = new Error("no more");
    await reader.cancel(reason);
    expectPoolHome();
    expect(await write).toBe(reason);
    await expect(writer.write(wire("c\n"))).rejects.toBe(reason);
  });

  test("by its writer fails for the reader at once, though a write waits", async () => {
    const pair = new FrameDecoderStream(lines());
    const writer = pair.writable.getWriter();
    const write = writer.write(wire("a\nb\n")).catch((error: unknown) => error);
    const reader = pair.readable.getReader();
    await reader.read();
    const reason = new Error("gone");
    const abort = writer.abort(reason);
    await expect(reader.read()).rejects.toBe(reason);
    expectPoolHome();
    expect(await write).toBe(reason);
    await abort;
  });

  test("by its writer while the reader waits", async () => {
    const pair = new FrameDecoderStream(lines());
    const read = pair.readable.getReader().read();
    const refused = expect(read).rejects.toBe("gone");
    await pair.writable.abort("gone");
    await refused;
  });

  test("by a source that fails", async () => {
    const failure = new Error("reset");
    function* chunks(): Generator<Uint8Array> {
      yield wire("a\nb");
      throw failure;
    }
    const { items, error } = await through(textCodec(lines()), chunks());
    expect(items).toEqual(["a"]);
    expect(error).toBe(failure);
  });

  test("by its reader cancels the source", async () => {
    const cancelled = new Promise((resolve) => {
      const source = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(wire("a\nb\n")),
        cancel: resolve,
      });
      const reader = source.pipeThrough(new FrameDecoderStream(lines())).getReader();
      void reader.read().then(() => reader.cancel("enough"));
    });
    expect(await cancelled).toBe("enough");
  });
});

describe("an encoder stream", () => {
  const encoded = async <Out>(
    format: MessageFormat<unknown, Out>,
    messages: Iterable<Out>,
  ): Promise<{ items: string[]; error: unknown }> => {
    const readable = streamOf(messages).pipeThrough(new FrameEncoderStream(format));
    const { items, error } = await readAll(readable);
    return { items: items.map(shown), error };
  };

  test("writes a chunk for each message", async () => {
    const frames = await encoded(lengthPrefixed(1), ["hi", wire(7)]);
    expect(frames.items).toEqual(["02 68 69", "01 07"]);
    expect((await encoded(jsonCodec(lines()), [{}, 1])).items).toEqual(["7b 7d 0a", "31 0a"]);
    expect((await encoded(echoCodec, ["a\n"])).items).toEqual(["61 0a"]);
  });

  test("fails with what cannot be encoded", async () => {
    const { items, error } = await encoded(lines(), ["a", "b\nc", "d"]);
    expect(items).toEqual(["61 0a"]);
    expect(error).toBeInstanceOf(EncodeError);
  });

  test("feeds a decoder stream with the same messages", async () => {
    const codec = jsonCodec<number[]>(lengthPrefixed(2));
    const messages = Array.from({ length: 100 }, (_, i) => [i, i + 1]);
    const bytes = streamOf(messages).pipeThrough(new FrameEncoderStream(codec));
    const { items } = await readAll(bytes.pipeThrough(new FrameDecoderStream(codec)));
    expect(items).toEqual(messages);
  });
});
