import { Socket } from "node:net";
import { join } from "node:path";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type TcpServerOptions, lengthPrefixed } from "../../src/index.js";
import { deferred, within } from "../support/events.js";
import { handlePrototype } from "../support/handles.js";
import { can } from "../support/runtime.js";
import { useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);
/** Node 24.21, 26.10 and newer take interval and count; the others look at the first two only. */
const isFull = Socket.prototype.setKeepAlive.length > 2;

type KeepAlive = TcpServerOptions["keepAlive"];

describe("keep-alive", () => {
  const world = useWorld(true);

  /** What the system was told of both ends of a connection, and what it answered. */
  async function told(keepAlive: KeepAlive): Promise<{ calls: unknown[]; answers: unknown[] }> {
    const spy = vi.spyOn(await handlePrototype(), "setKeepAlive");
    onTestFinished(() => spy.mockRestore());
    const accepted = deferred();
    const { port } = await world().serve(
      { framing, ...(keepAlive !== undefined && { keepAlive }) },
      { onConnect: () => accepted.resolve() },
    );
    await world()
      .client({ framing, port, ...(keepAlive !== undefined && { keepAlive }) }, {})
      .connect();
    await within("the connection", accepted.promise);
    const calls = spy.mock.calls.map((call) => call.filter((value) => value !== undefined));
    return { calls, answers: spy.mock.results.map(({ value }): unknown => value) };
  }

  it.skipIf(!can.watchSocketOptions).each<[string, KeepAlive, number[]]>([
    ["7,000", 7_000, [7]],
    ["1 ms, which is a second", 1, [1]],
    ["32,767,000, the most", 32_767_000, [32_767]],
    ["a delay alone", { delayMs: 7_001 }, [8]],
    ["all of it", { delayMs: 7_000, intervalMs: 2_500, count: 5 }, [7, 3, 5]],
  ])("of %s is what the kernel is told, and takes, at both ends", async (_, given, seconds) => {
    const call = [true, ...(isFull ? seconds : seconds.slice(0, 1))];
    expect(await told(given)).toEqual({ calls: [call, call], answers: [0, 0] });
  });

  it.skipIf(!can.watchSocketOptions)("is nothing that the kernel is told of unasked", async () => {
    expect(await told(undefined)).toEqual({ calls: [], answers: [] });
    expect(await told(false)).toEqual({ calls: [], answers: [] });
  });

  it.skipIf(process.platform === "win32")("lets Unix sockets be, which have none", async () => {
    const directory = await mkdtemp(join(tmpdir(), "millrace-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const options = { framing, path: join(directory, "socket"), keepAlive: 1_000 };
    const answer = deferred<string>();
    await world()
      .server(options, { onFrame: (connection, frame) => void connection.send(frame) })
      .start();
    const client = world().client(options, { onFrame: (_, frame) => answer.resolve(frame.text()) });
    await client.connect();
    client.send("hello");
    expect(await within("the answer", answer.promise)).toBe("hello");
  });
});
