import { describe, expect, it } from "vitest";
import { type Handler, lengthPrefixed } from "../../src/index.js";
import { until } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

describe.each(READ_PATHS)("echo over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("200,000 ordered integers come back in order", { timeout: 30_000 }, async () => {
    const { port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    let next = 0;
    let disorder = 0;
    const client = world().client(
      { port, framing: lengthPrefixed(4) },
      {
        onFrame: (_, frame) => {
          if (frame.getUint32(0) === next) ++next;
          else ++disorder;
        },
      },
    );
    const connection = await client.connect();
    const message = new Uint8Array(64);
    const view = new DataView(message.buffer);
    for (let i = 0; i < 200_000; ++i) {
      view.setUint32(0, i);
      if (!connection.send(message)) await connection.writable();
    }
    await until("all integers", () => next + disorder >= 200_000);
    expect({ next, disorder }).toEqual({ next: 200_000, disorder: 0 });
    const { framesIn, framesOut, bytesIn, bytesOut } = connection.stats();
    expect({ framesIn, framesOut }).toEqual({ framesIn: 200_000, framesOut: 200_000 });
    expect({ bytesIn, bytesOut }).toEqual({ bytesIn: 200_000 * 68, bytesOut: 200_000 * 68 });
  });

  it("1,000,000 bytes of a raw peer in one write all come back", async () => {
    const { port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    const peer = await world().dial(port);
    const wire = framed(pattern(1_000_000));
    peer.write(wire);
    expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
  });

  it("two frames come back whatever byte the stream is cut at", async () => {
    const { server, port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    const wire = Buffer.concat([framed("millrace"), framed(""), framed("ab")]);
    const peer = await world().dial(port);
    let sent = 0;
    for (let cut = 1; cut < wire.length; ++cut) {
      peer.write(wire.subarray(0, cut));
      sent += cut;
      await until("the first part", () => server.stats().bytesIn === sent);
      peer.write(wire.subarray(cut));
      sent += wire.length - cut;
      const all = await peer.receive(sent);
      expect(all.subarray(sent - wire.length).equals(wire)).toBe(true);
    }
    expect(server.stats().framesIn).toBe(3 * (wire.length - 1));
  });

  it("a frame comes back of which every byte is a read of its own", async () => {
    const { server, port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    const peer = await world().dial(port);
    const wire = framed(pattern(300));
    for (let sent = 0; sent < wire.length; ++sent) {
      await until("the byte before", () => server.stats().bytesIn === sent);
      peer.write(wire.subarray(sent, sent + 1));
    }
    expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
  });

  it("a frame of 60 KiB comes back that was written byte by byte", async () => {
    const { port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    const peer = await world().dial(port);
    const wire = framed(pattern(60 * 1024));
    for (let at = 0; at < wire.length; ++at) peer.socket.write(wire.subarray(at, at + 1));
    expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
  });

  it("a frame of 4 MiB comes back", async () => {
    const { port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    const peer = await world().dial(port);
    const wire = framed(pattern(4 * 2 ** 20));
    peer.write(wire);
    expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
  });

  it.each([0, 1, 4095, 4096, 4097, 8192, 12_289, 100_000])(
    "frames around a zone of 4 KiB come back: %i bytes between two small ones",
    async (bytes) => {
      world().useLoop({ zone: "4 KiB" });
      const { port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
      const peer = await world().dial(port);
      const wire = Buffer.concat([framed("before"), framed(pattern(bytes)), framed("behind")]);
      peer.write(wire);
      expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
    },
  );

  it("10,000 empty frames in one write come back as 10,000 empty frames", async () => {
    const { server, port } = await world().serve({ framing: lengthPrefixed(2) }, echo);
    const peer = await world().dial(port);
    peer.write(Buffer.alloc(20_000));
    expect((await peer.receive(20_000)).equals(Buffer.alloc(20_000))).toBe(true);
    expect(server.stats()).toMatchObject({ framesIn: 10_000, framesOut: 10_000 });
  });

  it("50,000 tiny frames in one write come back in order", async () => {
    const { port } = await world().serve({ framing: lengthPrefixed(1) }, echo);
    const peer = await world().dial(port);
    const wire = Buffer.alloc(50_000 * 4);
    for (let i = 0; i < 50_000; ++i) wire.writeUInt32BE(0x03000000 | i, 4 * i);
    peer.write(wire);
    expect((await peer.receive(wire.length)).equals(wire)).toBe(true);
  });

  it("50 MB come back that were written before anything was read", async () => {
    const { port } = await world().serve({ framing: lengthPrefixed(4) }, echo);
    const payload = pattern(50_000);
    let echoed = 0;
    const client = world().client(
      { port, framing: lengthPrefixed(4) },
      {
        onFrame: (_, frame) => {
          if (payload.equals(frame.bytes())) ++echoed;
        },
      },
    );
    const connection = await client.connect();
    let isBlocked = false;
    for (let i = 0; i < 1_000; ++i) isBlocked = !connection.send(payload) || isBlocked;
    expect(isBlocked).toBe(true);
    await until("50 MB", () => echoed === 1_000);
    await until("an empty outbox", () => connection.bufferedBytes === 0);
  });
});
