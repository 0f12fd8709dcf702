import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, until } from "../support/events.js";
import { useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(1, { maxFrameBytes: 100, onOversize: "discard" });

/** Notes what is told on a channel until the test ends. */
function listen(name: string): Record<string, unknown>[] {
  const told: Record<string, unknown>[] = [];
  const hear = (message: unknown): void => void told.push(message as Record<string, unknown>);
  subscribe(`millrace:${name}`, hear);
  onTestFinished(() => void unsubscribe(`millrace:${name}`, hear));
  return told;
}

describe("who watches a server", () => {
  const world = useWorld(true);

  it("hears of connections, discarded frames and errors on channels of the runtime", async () => {
    const names = [
      "listening",
      "connectionEstablished",
      "frameDiscarded",
      "connectionClosed",
      "error",
    ];
    const told = Object.fromEntries(names.map((name) => [name, listen(name)]));
    const journal = new Journal();
    const handler: Handler = {
      onFrame: () => {
        throw new Error("no");
      },
      onDisconnect: () => journal.note("gone"),
    };
    const { connection, peer } = await world().pair({ framing }, handler);
    peer.write("\x65", "x".repeat(101), "\x01a");
    await peer.rest();
    peer.socket.end();
    await journal.has("gone");
    const { id } = connection;
    await until("the last event", () => told.connectionClosed?.length === 1);
    expect(told.listening).toEqual([expect.objectContaining({ type: "listening" })]);
    expect(told.connectionEstablished).toEqual([expect.objectContaining({ id })]);
    expect(told.frameDiscarded).toEqual([
      expect.objectContaining({ id, offset: 0, declared: 101 }),
    ]);
    expect(told.error).toEqual([{ id, error: new Error("no") }]);
    expect(told.connectionClosed).toMatchObject([{ id, reason: { code: "handler-error" } }]);
  });

  it("reads figures: frames, bytes, what waits, what was refused, errors by code", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing: lengthPrefixed(4), maxConnections: 1 },
      {
        onFrame: (_, frame) => journal.note(frame.text()),
        onError: (_, error) => journal.note(String(Reflect.get(Object(error), "code"))),
      },
    );
    const peer = await world().dial(port);
    const refused = await world().dial(port);
    await refused.rest();
    peer.write("\0\0\0\x02hi", "\0\0\0\x09half");
    await journal.has("hi");
    await until("the half", () => server.stats().heldBytes === 8);
    expect(server.stats()).toMatchObject({
      connections: 1,
      accepted: 1,
      refused: 1,
      framesIn: 1,
      bytesIn: 14,
      framesOut: 0,
      framesDiscarded: 0,
      framesDropped: 0,
      bufferedBytes: 0,
      heldBytes: 8,
      errors: {},
      loop: { connections: 1, pool: { bytesOut: 1_280 } },
    });
    peer.socket.end();
    await journal.has("incomplete");
    expect(server.stats().errors).toEqual({ incomplete: 1 });
  });
});
