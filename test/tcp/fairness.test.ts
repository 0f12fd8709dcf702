import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "../../src/index.js";
import { turns, until } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

describe.each(READ_PATHS)("fairness over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it.skipIf(!can.pollBetweenImmediates)(
    "a flood of tiny frames keeps another's ping waiting for a turn or two, not longer",
    async () => {
      let flood = 0;
      let pingedAt = -1;
      const { port } = await world().serve(
        { framing: lengthPrefixed(1) },
        {
          onFrame: (connection, frame) => {
            if (frame.length === 4) {
              pingedAt = flood;
              connection.send(frame);
            } else if (++flood === 1) {
              pinger.write(framed("ping", 1));
            }
          },
        },
      );
      const pinger = await world().dial(port);
      const flooder = await world().dial(port);
      flooder.write(Buffer.alloc(1_000_000));
      expect((await pinger.receive(5)).toString()).toBe("\x04ping");
      expect(pingedAt).toBeGreaterThan(0);
      // One read brings 65,536 of these frames and more, a turn 16,384.
      expect(pingedAt).toBeLessThanOrEqual(3 * 16_384);
      await until("the flood", () => flood === 1_000_000);
    },
  );

  it.skipIf(!can.pollBetweenImmediates)(
    "a flood of bytes keeps another's ping waiting for a turn or two, not longer",
    async () => {
      const bytes = 10_000;
      let flood = 0;
      let pingedAt = -1;
      const { server, port } = await world().serve(
        { framing: lengthPrefixed(4) },
        {
          onFrame: (connection, frame) => {
            if (frame.length === 4) {
              pingedAt = flood;
              connection.send(frame);
            } else if (++flood === 1) {
              pinger.write(framed("ping"));
            }
          },
        },
      );
      const flooder = await world().dial(port);
      await until("the connection", () => server.connectionCount === 1);
      const [flooded] = server.connections();
      flooded?.pause();
      const pinger = await world().dial(port);
      flooder.write(...Array.from({ length: 5_000 }, () => framed(pattern(bytes))));
      await turns(100);
      // The kernel is full now: what one turn takes is not for the network to say.
      flooded?.resume();
      expect((await pinger.receive(8)).toString()).toBe("\0\0\0\x04ping");
      expect(pingedAt * bytes).toBeLessThanOrEqual(3 * 2 ** 20);
      await until("the flood", () => flood === 5_000);
    },
  );

  it("each of many floods gets its turn: none is done before all have begun", async () => {
    const done = new Map<number, number>();
    let everybodyHasBegun = -1;
    let firstIsDone = -1;
    let frames = 0;
    const perPeer = 100_000;
    const { server, port } = await world().serve(
      { framing: lengthPrefixed(1) },
      {
        onFrame: ({ id }) => {
          const count = (done.get(id) ?? 0) + 1;
          done.set(id, count);
          ++frames;
          if (count === 1 && done.size === 8) everybodyHasBegun = frames;
          if (count === perPeer && firstIsDone < 0) firstIsDone = frames;
        },
      },
    );
    const peers = await Promise.all(Array.from({ length: 8 }, () => world().dial(port)));
    // The kernel hands over one new connection a turn: they begin together only when all are here.
    await until("all connections", () => server.connectionCount === 8);
    for (const peer of peers) peer.write(Buffer.alloc(perPeer));
    await until("all frames", () => frames === 8 * perPeer);
    expect(everybodyHasBegun).toBeGreaterThan(0);
    expect(everybodyHasBegun).toBeLessThan(firstIsDone);
  });
});
