import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "../../src/index.js";
import { until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const FLOOD_FRAMES = 1_000_000;

describe.each(READ_PATHS)("fairness over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("a flood of tiny frames does not keep another's ping waiting", async () => {
    let flood = 0;
    let pingedAt = -1;
    const { port } = await world().serve(
      { framing: lengthPrefixed(2) },
      {
        onFrame: (connection, frame) => {
          if (frame.length === 4) {
            pingedAt = flood;
            connection.send(frame);
          } else if (++flood === 1) {
            pinger.write(framed("ping", 2));
          }
        },
      },
    );
    const pinger = await world().dial(port);
    const flooder = await world().dial(port);
    const wire = Buffer.alloc(3 * FLOOD_FRAMES);
    for (let i = 0; i < FLOOD_FRAMES; ++i) wire.writeUIntBE(0x000100 | (i & 0xff), 3 * i, 3);
    flooder.write(wire);
    expect((await pinger.receive(6)).toString()).toBe("\0\x04ping");
    expect(pingedAt).toBeGreaterThan(0);
    expect(pingedAt).toBeLessThan(FLOOD_FRAMES / 2);
    await until("the flood", () => flood === FLOOD_FRAMES);
  });

  it("a flood of bytes does not keep another's ping waiting", async () => {
    const megabytes = 64;
    let flood = 0;
    let pingedAt = -1;
    const { port } = await world().serve(
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
    const pinger = await world().dial(port);
    const flooder = await world().dial(port);
    const frame = framed(pattern(100_000));
    const wire = Buffer.concat(Array.from({ length: megabytes * 10 }, () => frame));
    flooder.write(wire);
    expect((await pinger.receive(8)).toString()).toBe("\0\0\0\x04ping");
    expect(pingedAt).toBeLessThan(megabytes * 5);
    await until("the flood", () => flood === megabytes * 10);
  });

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
