import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "../../src/index.js";
import { Journal, turns, until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";
import { pausing } from "../support/scenes.js";

const framing = lengthPrefixed(4);
const MIB = 2 ** 20;

describe.each(READ_PATHS)("pause() over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("in the middle of a batch holds the rest until resume(), in order", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair({ framing }, pausing(journal));
    const words = Array.from({ length: 1_000 }, (_, i) => (i % 100 === 50 ? `pause${i}` : `${i}`));
    peer.write(...words.map((word) => framed(word)));
    for (let i = 50; i < 1_000; i += 100) {
      await journal.has(`pause${i}`);
      await turns(5);
      expect(journal.lines.length).toBe(i + 1);
      expect(connection.stats().heldBytes).toBeGreaterThan(0);
      connection.resume();
    }
    await until("all frames", () => journal.lines.length === 1_000);
    expect(journal.lines).toEqual(words);
    expect(connection.stats()).toMatchObject({ framesIn: 1_000, heldBytes: 0 });
  });

  it("takes bytes that come meanwhile when it is over, behind those that waited", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair({ framing }, pausing(journal));
    peer.write(framed("pause"), framed("waits"), framed("half of it").subarray(0, 9));
    await journal.has("pause");
    peer.write(framed("half of it").subarray(9), framed("last"));
    await turns(20);
    expect(journal.lines).toEqual(["pause"]);
    connection.resume();
    await journal.has("last");
    expect(journal.lines).toEqual(["pause", "waits", "half of it", "last"]);
  });

  it("and resume() in one and the same handler change nothing", async () => {
    const journal = new Journal();
    const { peer } = await world().pair(
      { framing },
      {
        onFrame: (connection, frame) => {
          connection.pause();
          journal.note(frame.text());
          connection.resume();
        },
      },
    );
    peer.write(framed("a"), framed("b"), framed("c"));
    await journal.has("c");
    peer.write(framed("d"));
    await journal.has("d");
    expect(journal.lines).toEqual(["a", "b", "c", "d"]);
  });

  it("outside of a handler, amid a large frame, holds its completion", async () => {
    const journal = new Journal();
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (_, frame) => journal.note(`${frame.length}`),
      },
    );
    const wire = framed(pattern(300_000));
    peer.write(wire.subarray(0, 200_000));
    await until("the first part", () => connection.stats().heldBytes === 200_000);
    connection.pause();
    peer.write(wire.subarray(200_000), framed("behind"));
    await turns(20);
    expect(journal.lines).toEqual([]);
    connection.resume();
    await journal.has("6");
    expect(journal.lines).toEqual(["300000", "6"]);
  });

  it("lets TCP stall the peer; once it is over 48 MiB arrive whole", async () => {
    let frames = 0;
    const payload = pattern(MIB);
    const { connection, peer } = await world().pair(
      { framing },
      {
        onFrame: (_, frame) => {
          if (payload.equals(frame.bytes())) ++frames;
        },
      },
    );
    connection.pause();
    for (let i = 0; i < 48; ++i) peer.write(framed(payload));
    await turns(200);
    expect(frames).toBe(0);
    expect(peer.socket.writableLength).toBeGreaterThan(0);
    expect(connection.stats().bytesIn).toBeLessThan(MIB);
    connection.resume();
    await until("48 frames", () => frames === 48);
    expect(peer.socket.writableLength).toBe(0);
  });
});
