import { afterEach, describe, expect, test } from "vitest";
import {
  FrameDecoderStream,
  FrameEncoderStream,
  decodeFrames,
  jsonCodec,
  lengthPrefixed,
} from "../../src/codec.js";
import { memoryPair } from "../../src/testing.js";
import { expectPoolHome } from "../support/pool-home.js";
import { shown, wire } from "../support/wire.js";

afterEach(expectPoolHome);

/** Whether a promise is settled when everything that could settle it has had its turn. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  for (let i = 0; i < 50; ++i) await Promise.resolve();
  return settled;
}

describe("a pair of ends", () => {
  test("carries bytes both ways, as copies", async () => {
    const [client, server] = memoryPair();
    const question = wire("ping");
    const asked = client.writable.getWriter();
    await asked.write(question);
    question.fill(0);
    void server.writable.getWriter().write(wire("pong"));
    const there = await server.readable.getReader().read();
    const back = await client.readable.getReader().read();
    expect([there.value, back.value].map((bytes) => shown(bytes ?? wire()))).toEqual([
      "70 69 6e 67",
      "70 6f 6e 67",
    ]);
  });

  test("makes a writer wait at the high-water mark until something is read", async () => {
    const [client, server] = memoryPair({ highWaterMark: 8 });
    const writer = client.writable.getWriter();
    await writer.write(wire("1234"));
    await writer.write(wire("5678"));
    const write = writer.write(wire("9"));
    expect(await isSettled(write)).toBe(false);
    await server.readable.getReader().read();
    await write;
  });

  test("makes a writer meet its reader if nothing may lie between them", async () => {
    const [client, server] = memoryPair({ highWaterMark: 0 });
    const write = client.writable.getWriter().write(wire("a"));
    expect(await isSettled(write)).toBe(false);
    expect((await server.readable.getReader().read()).done).toBe(false);
    await write;
  });

  test("closes one way and leaves the other open", async () => {
    const [client, server] = memoryPair();
    await client.writable.close();
    expect((await server.readable.getReader().read()).done).toBe(true);
    await server.writable.getWriter().write(wire("late"));
    expect((await client.readable.getReader().read()).done).toBe(false);
  });

  test("fails the reader of what is aborted, and the writer of what is cancelled", async () => {
    const [client, server] = memoryPair();
    const read = server.readable.getReader().read();
    const failed = expect(read).rejects.toBe("reset");
    await client.writable.abort("reset");
    await failed;
    await client.readable.cancel("enough");
    await expect(server.writable.getWriter().write(wire("a"))).rejects.toBe("enough");
  });

  test("refuses chunks that are no bytes, and a mark out of range", async () => {
    const [client, server] = memoryPair();
    const read = server.readable.getReader().read();
    const failed = expect(read).rejects.toThrow('"chunk" expected a Uint8Array');
    await expect(client.writable.getWriter().write("a" as never)).rejects.toThrow(TypeError);
    await failed;
    expect(() => memoryPair({ highWaterMark: -1 })).toThrow(RangeError);
  });

  test("is a connection for codecs", async () => {
    const codec = jsonCodec<number>(lengthPrefixed(2));
    const [client, server] = memoryPair();
    const double = new TransformStream<number, number>({
      transform: (n, controller) => controller.enqueue(2 * n),
    });
    const served = server.readable
      .pipeThrough(new FrameDecoderStream(codec))
      .pipeThrough(double)
      .pipeThrough(new FrameEncoderStream(codec))
      .pipeTo(server.writable);
    const numbers = new FrameEncoderStream(codec);
    const sent = numbers.readable.pipeTo(client.writable);
    const writer = numbers.writable.getWriter();
    const written = [1, 2, 3].map((n) => writer.write(n));
    const closed = writer.close();
    const answers: number[] = [];
    for await (const answer of decodeFrames(client.readable, codec)) answers.push(answer);
    await Promise.all([...written, closed, sent, served]);
    expect(answers).toEqual([2, 4, 6]);
  });
});
