import { describe, expect, it } from "vitest";
import { lengthPrefixed } from "../../src/index.js";
import { Journal, turns } from "../support/events.js";
import { framed, pattern } from "../support/sockets.js";
import { bench } from "./fake-transport.js";

const MIB = 2 ** 20;

describe("a turn", () => {
  it("ends after 1 MiB of reads, and the next one goes on by itself", async () => {
    let frames = 0;
    const { connect, close } = bench(lengthPrefixed(4), { onFrame: () => void ++frames });
    const { connection, transport } = connect();
    const frame = framed(pattern(1_020));
    const wire = Buffer.concat(Array.from({ length: 4 * 1_024 }, () => frame));
    transport.arriveDirectly(wire);
    expect(connection.stats().bytesIn).toBe(MIB);
    expect(frames).toBe(1_024);
    expect(transport.isPaused).toBe(true);
    for (let i = 2; i <= 4; ++i) {
      await turns(2);
      expect(transport.isPaused).toBe(false);
      transport.arriveDirectly(wire.subarray((i - 1) * MIB));
      expect(frames).toBe(i * 1_024);
    }
    expect(await close()).toBe(0);
  });

  it("ends after 16,384 frames; the rest of the read waits for the next ones", async () => {
    let frames = 0;
    const { connect, close } = bench(lengthPrefixed(1), { onFrame: () => void ++frames });
    const { connection, transport } = connect();
    transport.arrive(Buffer.alloc(60_000));
    expect(frames).toBe(16_384);
    expect(transport.isPaused).toBe(true);
    expect(connection.stats()).toMatchObject({ bytesIn: 60_000, heldBytes: 60_000 - 16_384 });
    const counts: number[] = [];
    for (let i = 0; i < 3; ++i) {
      await turns(1);
      counts.push(frames);
    }
    expect(counts).toEqual([2 * 16_384, 3 * 16_384, 60_000]);
    expect(transport.isPaused).toBe(false);
    expect(await close()).toBe(0);
  });

  it("of each of several connections comes before the second of any", async () => {
    const journal = new Journal();
    const { connect, close } = bench(lengthPrefixed(1), {
      onBatch: (connection, batch) => {
        const place = all.findIndex((each) => each.connection.id === connection.id);
        const line = `${place}`;
        if (batch.length > 0 && journal.lines.at(-1) !== line) journal.note(line);
      },
    });
    const all = [connect(), connect(), connect()];
    for (const { transport } of all) transport.arrive(Buffer.alloc(40_000));
    await turns(5);
    expect(journal.lines.join(" ")).toBe("0 1 2 0 1 2 0 1 2");
    expect(await close()).toBe(0);
  });

  it("begins anew when another connection has read in between", async () => {
    let frames = 0;
    const { connect, close } = bench(lengthPrefixed(1), { onFrame: () => void ++frames });
    const [one, other] = [connect(), connect()];
    one.transport.arrive(Buffer.alloc(16_000));
    other.transport.arrive(Buffer.alloc(1));
    one.transport.arrive(Buffer.alloc(16_000));
    expect(frames).toBe(32_001);
    expect(one.transport.isPaused).toBe(false);
    expect(await close()).toBe(0);
  });
});
