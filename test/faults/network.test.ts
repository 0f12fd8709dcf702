import { describe, expect, it } from "vitest";
import { NetworkError, ResourceError, lengthPrefixed } from "../../src/index.js";
import { framingNumber } from "../../src/codec/define.js";
import { Journal, turns, until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4, { maxFrameBytes: 2 ** 26 });

describe.each(READ_PATHS)("the network fails over $path:", ({ directReads }) => {
  const world = useWorld(directReads);

  it.each([0, 3, 2_000, 500_000])(
    "a reset with %i bytes of a frame is one error",
    async (bytes) => {
      const journal = new Journal();
      const errors: unknown[] = [];
      const { server, port } = await world().serve(
        { framing },
        {
          onFrame: () => journal.note("frame"),
          onError: (_, error) => {
            errors.push(error);
            journal.note("error");
          },
          onDisconnect: (_, { code, error }) => journal.note(`${code} ${error === errors[0]}`),
        },
      );
      const peer = await world().dial(port);
      peer.write(framed(pattern(1_000_000)).subarray(0, bytes));
      await until(
        "the bytes",
        () => server.stats().bytesIn === bytes && server.connectionCount === 1,
      );
      peer.socket.resetAndDestroy();
      await journal.has("network-error");
      await turns(3);
      expect(journal.lines).toEqual(["error", "network-error true"]);
      expect(errors[0]).toBeInstanceOf(NetworkError);
      expect(errors[0]).toMatchObject({ code: "ECONNRESET", cause: { code: "ECONNRESET" } });
      expect(world().loop.stats().pool.bytesOut).toBe(0);
    },
  );

  it("a reset behind close(), with nothing lost, is no error", async () => {
    const journal = new Journal();
    const { port } = await world().serve(
      { framing },
      {
        onConnect: (connection) => connection.close(),
        onError: () => journal.note("error"),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peer = await world().dial(port);
    await peer.rest();
    peer.socket.resetAndDestroy();
    await journal.has("closed");
    expect(journal.lines).toEqual(["closed"]);
  });

  it("a reset behind close(), with answers lost, is one", async () => {
    const journal = new Journal();
    const { server, port } = await world().serve(
      { framing },
      {
        onConnect: (connection) => {
          connection.send(Buffer.alloc(24 * 2 ** 20));
          connection.close();
        },
        onError: (_, error) => journal.note(`error ${String(Reflect.get(Object(error), "code"))}`),
        onDisconnect: (_, { code }) => journal.note(code),
      },
    );
    const peer = await world().dial(port);
    peer.socket.pause();
    await until("a full outbox", () => server.stats().bufferedBytes > 0);
    peer.socket.resetAndDestroy();
    await journal.has("closed");
    expect(journal.lines).toEqual(["error ECONNRESET", "closed"]);
  });

  it("of 100 peers 50 reset amid a frame: the others' frames complete", async () => {
    let frames = 0;
    const { server, port } = await world().serve(
      { framing },
      {
        onFrame: (connection, frame) => {
          frames += frame.length === 100_000 ? 1 : 0;
          connection.send("done");
        },
      },
    );
    const wire = framed(pattern(100_000));
    const peers = await Promise.all(Array.from({ length: 100 }, () => world().dial(port)));
    for (const peer of peers) peer.write(wire.subarray(0, 60_000));
    await until("the halves", () => server.stats().bytesIn === 100 * 60_000);
    for (const [i, peer] of peers.entries()) {
      if (i % 2 === 0) peer.socket.resetAndDestroy();
      else peer.write(wire.subarray(60_000));
    }
    await until("50 left", () => server.connectionCount === 50 && frames === 50);
    for (const [i, peer] of peers.entries()) if (i % 2 === 1) await peer.receive(8);
    expect(world().loop.stats().pool.bytesOut).toBe(0);
  });
});

describe("a core that holds all the framings it can", () => {
  const world = useWorld(true);

  it("refuses one more where somebody can catch it", async () => {
    const { core } = world().useLoop();
    for (let i = 0; i < 512; ++i) framingNumber(core, lengthPrefixed(4, { maxFrameBytes: i }));
    const errors: unknown[] = [];
    try {
      const { server, port } = await world().serve(
        { framing },
        { onError: (_, error) => void errors.push(error) },
      );
      const peer = await world().dial(port);
      await peer.rest();
      expect(server.connectionCount).toBe(0);
    } catch (error) {
      errors.push(error);
    }
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(ResourceError);
    expect(errors[0]).toMatchObject({ code: "framings-exhausted" });
  });
});
