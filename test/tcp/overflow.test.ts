import { describe, expect, it } from "vitest";
import { type OutboundOverflow, ResourceError, lengthPrefixed } from "../../src/index.js";
import { Journal } from "../support/events.js";
import { READ_PATHS, useWorld } from "../support/sockets.js";

const KIB = 1024;
const FRAME = 100 * KIB;
const BOUND = 4 * KIB * KIB;

describe.each(READ_PATHS)("a peer that does not read, over $path,", ({ directReads }) => {
  const world = useWorld(directReads);

  /** Fills the connection up to its bound, and answers how many frames were accepted. */
  async function filled(outboundOverflow: OutboundOverflow) {
    const journal = new Journal();
    const options = { framing: lengthPrefixed(4), maxOutboundBytes: BOUND, outboundOverflow };
    const { connection, peer } = await world().pair(options, {
      onWritable: () => journal.note("writable"),
      onDisconnect: (_, { code }) => journal.note(code),
    });
    peer.socket.pause();
    const send = (index: number): boolean => {
      const payload = new Uint8Array(FRAME);
      new DataView(payload.buffer).setUint32(0, index);
      return connection.send(payload);
    };
    let frames = 0;
    // Where it is closed, that may be all over when send() returns.
    while (connection.state === "open" && connection.bufferedBytes <= BOUND) send(frames++);
    return { journal, connection, peer, send, frames };
  }

  /** The indexes of the frames that the peer got. */
  async function received(peer: { receive(bytes: number): Promise<Buffer> }, frames: number) {
    const bytes = await peer.receive(frames * (4 + FRAME));
    return Array.from({ length: frames }, (_, i) => bytes.readUInt32BE(i * (4 + FRAME) + 4));
  }

  it("loses what is one too many where messages are dropped, and nothing else", async () => {
    const { journal, connection, peer, send, frames } = await filled("drop");
    for (let i = 0; i < 10; ++i) expect(send(1_000_000 + i)).toBe(false);
    expect(connection.stats()).toMatchObject({ framesOut: frames, framesDropped: 10 });
    const before = await received(peer, frames);
    expect(before).toEqual(Array.from({ length: frames }, (_, i) => i));
    await journal.has("writable");
    send(frames);
    expect(await received(peer, frames + 1)).toEqual([...before, frames]);
    expect(connection.stats().framesDropped).toBe(10);
  });

  it("makes send() throw where that is asked for, and the connection lives", async () => {
    const { journal, connection, peer, send, frames } = await filled("error");
    expect(() => send(7)).toThrow(ResourceError);
    expect(() => send(7)).toThrow(expect.objectContaining({ code: "outbound-overflow" }));
    expect(connection.state).toBe("open");
    await received(peer, frames);
    await journal.has("writable");
    send(frames);
    await received(peer, frames + 1);
  });

  it("is closed otherwise", async () => {
    const { journal, connection, frames } = await filled("close");
    await journal.has("resource-error");
    expect(connection.stats().framesOut).toBe(frames);
  });
});
