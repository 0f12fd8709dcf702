import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ProtocolEngine, type ProtocolEngineOptions, lengthPrefixed } from "../../src/index.js";
import type { Handler } from "../../src/index.js";
import { until, within } from "../support/events.js";
import { framed } from "../support/sockets.js";

const framing = lengthPrefixed(4);
const KIB = 1024;
/** The least block of the pool that holds 8 KiB. */
const BLOCK = 20_480;

/** An engine of these sizes, and a socket whose other end it manages. */
async function engineOn(
  options: Omit<ProtocolEngineOptions, "framing">,
  handler: Handler,
): Promise<{ engine: ProtocolEngine; dial: () => Promise<Socket> }> {
  const engine = new ProtocolEngine({ framing, ...options } as ProtocolEngineOptions, handler);
  const server = createServer((socket) => void engine.manage(socket)).listen(0, "127.0.0.1");
  await within("a listener", once(server, "listening"));
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    server.close();
    await engine.shutdown({ graceMs: 0 });
    expect(engine.stats().loop.pool).toMatchObject({ bytesOut: 0, reserveIsHome: true });
  });
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    await within("a connection", once(socket, "connect"));
    return socket.resume();
  };
  return { engine, dial };
}

describe("a limit of an engine's buffers holds, and its figures show it:", () => {
  it.each([8 * KIB, "8 KiB"] as const)(
    "bufferBytes: %s, and nothing is delivered that is more at once",
    async (bufferBytes) => {
      const sizes: number[] = [];
      const onData = (_: unknown, bytes: Uint8Array): void => void sizes.push(bytes.length);
      const { engine, dial } = await engineOn({ bufferBytes }, { onData });
      const peer = await dial();
      const frame = framed(Buffer.alloc(KIB - 4));
      peer.write(Buffer.concat(Array.from({ length: 256 }, () => frame)));
      await until("all", () => engine.stats().bytesIn === 256 * KIB);
      expect(Math.max(...sizes)).toBe(8 * KIB);
      expect(engine.stats().buffers.bufferBytes).toBe(8 * KIB);
      expect(engine.stats().framesIn).toBe(256);
    },
  );

  it("poolBuffers: so many were taken at start, and given back", async () => {
    const sizes = { bufferBytes: "8 KiB", poolBuffers: 20 } as const;
    const { engine } = await engineOn(sizes, {});
    const { buffers, loop } = engine.stats();
    expect(buffers.poolBuffers).toBe(20);
    // The reserve is one more.
    expect(loop.pool.bytesHighWater).toBeGreaterThanOrEqual(20 * BLOCK);
    expect(loop.pool.bytesOut).toBe(0);
  });

  it("poolBuffersMax: more than that is never out, however much is asked for", async () => {
    const sizes = { bufferBytes: "8 KiB", poolBuffersMax: 32 } as const;
    const ends: string[] = [];
    const { engine, dial } = await engineOn(sizes, {
      onDisconnect: (_, { code }) => void ends.push(code),
    });
    const { loop } = engine.stats();
    expect(engine.stats().buffers.poolBuffersMax).toBe(32);
    expect(loop.pool.arenaBytes).toBe(32 * BLOCK);
    // Others are rounded down to whole blocks of a larger size, and the figures say so.
    const rounded = new ProtocolEngine({ framing, bufferBytes: "8 KiB", poolBuffersMax: 40 }, {});
    expect(rounded.stats().buffers.poolBuffersMax).toBe(32);
    // 80 halves of 12 KiB: each takes a buffer, and most of them find none.
    const half = framed(Buffer.alloc(24 * KIB)).subarray(0, 12 * KIB);
    const peers = await Promise.all(Array.from({ length: 80 }, dial));
    for (const peer of peers) peer.write(half);
    await until("the bound", () => ends.includes("resource-error"));
    const { pool } = engine.stats().loop;
    expect(pool.arenaBytes).toBe(32 * BLOCK);
    expect(pool.bytesHighWater).toBeLessThanOrEqual(32 * BLOCK);
    expect(pool.refusals).toBeGreaterThan(0);
    expect(new Set(ends)).toEqual(new Set(["resource-error"]));
  });
});
