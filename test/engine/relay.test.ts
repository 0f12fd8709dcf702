import { describe, expect, it } from "vitest";
import {
  type BytesLike,
  type Frame,
  delimited,
  lengthField,
  lengthPrefixed,
} from "../../src/index.js";
import type { EngineConnection } from "../../src/engine/connection.js";
import { turns } from "../support/events.js";
import { Random, runSeed } from "../support/random.js";
import { framed, pattern } from "../support/sockets.js";
import { hex } from "../support/wire.js";
import { bench } from "./fake-transport.js";

type Connection = EngineConnection<Frame, BytesLike, undefined>;

const framing = lengthPrefixed(4);

describe("a frame that is sent on where it lies", () => {
  it("may go to others in turn, between other messages, in order", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => {
        if (connection !== source.connection) return;
        const word = frame.text();
        left.connection.send(frame);
        if (word === "2") left.connection.send("between");
        if (word !== "3") right.connection.send(frame);
        if (word === "4") right.connection.send(frame);
      },
    });
    const [source, left, right] = [connect(), connect(), connect()];
    source.transport.arrive(Buffer.concat(["1", "2", "3", "4"].map((word) => framed(word))));
    const wireOf = (...words: string[]): string =>
      Buffer.concat(words.map((word) => framed(word))).toString("latin1");
    expect(left.transport.sent.toString("latin1")).toBe(wireOf("1", "2", "between", "3", "4"));
    expect(right.transport.sent.toString("latin1")).toBe(wireOf("1", "2", "4", "4"));
    expect(await close()).toBe(0);
  });

  it("is written anew for a connection of another framing", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (_, frame) => void other.connection.send(frame),
    });
    const [source, other] = [connect(), connect()];
    other.connection.switchTo(lengthPrefixed(2));
    source.transport.arrive(Buffer.concat([framed("one"), framed("two")]));
    other.connection.switchTo(delimited(0));
    source.transport.arrive(framed("three"));
    expect(other.transport.sent.toString("latin1")).toBe("\0\x03one\0\x03two" + "three\0");
    expect(await close()).toBe(0);
  });

  it("follows its connection to the framing it switches to", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => {
        connection.send(frame);
        if (frame.text() === "narrow") connection.switchTo(lengthPrefixed(1));
        connection.send(frame);
      },
    });
    const { transport } = connect();
    transport.arrive(
      Buffer.concat([framed("wide"), framed("narrow"), framed("a", 1), framed("bc", 1)]),
    );
    const expected = [framed("wide"), framed("wide"), framed("narrow"), framed("narrow", 1)];
    const behind = ["a", "a", "bc", "bc"].map((word) => framed(word, 1));
    expect(transport.sent.equals(Buffer.concat([...expected, ...behind]))).toBe(true);
    expect(await close()).toBe(0);
  });

  it("keeps what is in front of its payload and behind it", async () => {
    const whole = lengthField({ offset: 1, size: 2, adjustment: -3, strip: 0 });
    const { connect, close } = bench(whole, {
      onFrame: (connection, frame) => void connection.send(frame),
    });
    const { transport } = connect();
    transport.arrive(hex("51 0005 6869 52 0003"));
    expect(transport.sent.toString("hex")).toBe("51000568695200" + "03");
    expect(await close()).toBe(0);

    const trailed = bench(lengthField({ size: 1, adjustment: 2, trailer: hex("0d0a") }), {
      onFrame: (connection, frame) => void connection.send(frame),
    });
    const only = trailed.connect();
    only.transport.arrive(Buffer.from("\x02hi\r\n\x00\r\n", "latin1"));
    expect(only.transport.sent.toString("latin1")).toBe("\x02hi\r\n\x00\r\n");
    expect(await trailed.close()).toBe(0);
  });

  it("loses a prefix that was stripped: the framing's own is written", async () => {
    const prefixed = lengthField({ offset: 1, size: 1, prefix: hex("aa") });
    const { connect, close } = bench(prefixed, {
      onFrame: (connection, frame) => void connection.send(frame),
    });
    const { transport } = connect();
    transport.arrive(hex("bb 02 6869"));
    expect(transport.sent.toString("hex")).toBe("aa026869");
    expect(await close()).toBe(0);
  });

  it("is good however its connection ends in the walk", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => {
        other.connection.send(frame);
        connection.send(frame);
        if (frame.text() === "abort") connection.abort();
        if (frame.text() === "cut") other.connection.abort();
      },
    });
    const [source, other, next] = [connect(), connect(), connect()];
    source.transport.arrive(Buffer.concat([framed("one"), framed("abort"), framed("never")]));
    await turns(2);
    expect(other.transport.sent.equals(Buffer.concat([framed("one"), framed("abort")]))).toBe(true);
    next.transport.arrive(Buffer.concat([framed("two"), framed("cut")]));
    await turns(2);
    expect(next.transport.sent.equals(Buffer.concat([framed("two"), framed("cut")]))).toBe(true);
    expect(await close()).toBe(0);
  });

  it("and what is flushed within the walk leaves once", async () => {
    const { connect, close } = bench(framing, {
      onFrame: (connection, frame) => {
        connection.send(frame);
        void connection.flush();
        connection.send(frame);
      },
    });
    const { transport } = connect();
    transport.arrive(Buffer.concat([framed("x"), framed("yz")]));
    const expected = Buffer.concat([framed("x"), framed("x"), framed("yz"), framed("yz")]);
    expect(transport.sent.equals(expected)).toBe(true);
    expect(await close()).toBe(0);
  });
});

const SIZES = [0, 1, 3, 64, 64, 64, 900, 5_000, 70_000, 90_000];

/** What a handler may do with a frame, and what the peers of the three connections get of it. */
const DEEDS: readonly ((all: readonly Connection[], frame: Frame) => readonly number[])[] = [
  ([one], frame) => (one?.send(frame), [0]),
  ([one], frame) => (one?.send(frame), [0]),
  ([, two], frame) => (two?.send(frame), [1]),
  ([one, two], frame) => (one?.send(frame), two?.send(frame), one?.send(frame), [0, 1, 0]),
  ([one], frame) => (one?.send(frame.copy()), [0]),
  ([, , three], frame) => (three?.send(frame), [2]),
  ([one], frame) => (one?.send(frame), void one?.flush(), [0]),
  () => [],
];

describe("frames that are sent on at random", () => {
  it.each([1, 77, runSeed()])("are what was sent, in order: seed %i", async (seed) => {
    const random = new Random(seed);
    const expected: Buffer[][] = [[], [], []];
    const { connect, close } = bench(framing, {
      onFrame: (_, frame) => {
        const deed = DEEDS[random.integer(0, DEEDS.length - 1)];
        const payload = frame.copy();
        for (const place of deed?.(all, frame) ?? []) expected[place]?.push(framed(payload));
      },
    });
    const peers = [connect(), connect(), connect()];
    const all = peers.map(({ connection }) => connection);
    all[2]?.switchTo(lengthPrefixed(4, { maxFrameBytes: 100_000 }));
    for (let round = 0; round < 40; ++round) {
      const frames = Array.from({ length: random.integer(1, 30) }, () =>
        framed(pattern(SIZES[random.integer(0, SIZES.length - 1)] ?? 0, random.integer(0, 255))),
      );
      const wire = Buffer.concat(frames);
      const cut = random.integer(0, wire.length);
      peers[0]?.transport.arrive(wire.subarray(0, cut));
      await turns(1);
      peers[0]?.transport.arrive(wire.subarray(cut));
      await turns(40);
    }
    for (const [place, { transport }] of peers.entries()) {
      const wire = Buffer.concat(expected[place] ?? []);
      expect(transport.sent.equals(wire), `connection ${place} of seed ${seed}`).toBe(true);
    }
    expect(await close()).toBe(0);
  });
});
