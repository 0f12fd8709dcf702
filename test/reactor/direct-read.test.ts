import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { EventLoop, lengthPrefixed } from "../../src/index.js";
import type { TransportEvents } from "../../src/reactor/byte-stream.js";
import { canRedirect, readDirectly, redirectRead } from "../../src/reactor/direct-read.js";
import { own } from "../../src/reactor/socket-events.js";
import { turns, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { READ_PATHS, framed, useWorld } from "../support/sockets.js";

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** An accepted socket that reads into the target, and the plain socket at its other end. */
async function accepted(target: TransportEvents): Promise<{ server: Socket; peer: Socket }> {
  const listener = createServer().listen(0, "127.0.0.1");
  await within("a listener", once(listener, "listening"));
  const { port } = listener.address() as AddressInfo;
  const peer = connect({ port, host: "127.0.0.1", noDelay: true });
  const server = await within(
    "the socket",
    new Promise<Socket>((resolve) => {
      listener.once("connection", (socket: Socket) => {
        own(socket, target);
        expect(readDirectly(socket, target)).toBe(true);
        socket.resume();
        resolve(socket);
      });
    }),
  );
  cleanups.push(() => {
    peer.destroy();
    server.destroy();
    listener.close();
  });
  return { server, peer };
}

/** A target of eight bytes that notes what was read, and where. */
class Notes implements TransportEvents {
  readonly lines: string[] = [];
  readonly buffers = [new Uint8Array(8), new Uint8Array(8)];
  mayGoOn = true;
  #turn = 0;

  nextTarget(): Uint8Array {
    return this.buffers[this.#turn++ % 2] ?? new Uint8Array(0);
  }

  received(bytes: number, memory: Uint8Array): boolean {
    const text = Buffer.from(memory.subarray(0, bytes)).toString();
    const place = this.buffers.findIndex((buffer) => buffer === memory);
    this.lines.push(`${place} ${text}`);
    return this.mayGoOn;
  }

  receivedChunk(): void {
    this.lines.push("a chunk");
  }

  ended(): void {
    this.lines.push("an end");
  }

  written(): void {
    this.lines.push("a write");
  }

  failed(): void {
    this.lines.push("an error");
  }

  closedByTransport(): void {
    this.lines.push("a close");
  }
}

describe.skipIf(!can.readAcceptedDirectly)("a direct read of an accepted socket", () => {
  it("lands where the target says, each time anew, with no 'data' event", async () => {
    const notes = new Notes();
    const { server, peer } = await accepted(notes);
    let events = 0;
    server.on("readable", () => ++events);
    peer.write("abcdefghijklmnopqrst");
    await until("three reads", () => notes.lines.length === 3);
    expect(notes.lines).toEqual(["0 abcdefgh", "1 ijklmnop", "0 qrst"]);
    expect(events).toBe(0);
    expect(server.bytesRead).toBe(20);
  });

  it("stops when the target says so, until resume()", async () => {
    const notes = new Notes();
    notes.mayGoOn = false;
    const { server, peer } = await accepted(notes);
    peer.write("abcdefghij");
    await until("a read", () => notes.lines.length === 1);
    await turns(20);
    expect(notes.lines).toEqual(["0 abcdefgh"]);
    notes.mayGoOn = true;
    server.pause();
    server.resume();
    await until("the rest", () => notes.lines.length === 2);
    expect(notes.lines[1]).toBe("1 ij");
  });

  it("goes elsewhere when it is redirected between two reads", async () => {
    const notes = new Notes();
    const { server, peer } = await accepted(notes);
    expect(canRedirect(server)).toBe(true);
    peer.write("abc");
    await until("a read", () => notes.lines.length === 1);
    const elsewhere = new Uint8Array(100);
    expect(redirectRead(server, elsewhere)).toBe(true);
    peer.write("defghijklmnop");
    await until("another", () => notes.lines.length === 2);
    expect(notes.lines).toEqual(["0 abc", "-1 defghijklmnop"]);
    expect(Buffer.from(elsewhere.subarray(0, 13)).toString()).toBe("defghijklmnop");
  });

  it("reports the end", async () => {
    const { server, peer } = await accepted(new Notes());
    const ended = once(server, "end");
    peer.end("x");
    await within("the end", ended);
  });
});

describe.each(READ_PATHS)("bytes of a loop over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("lie in the zone, behind what was carried over, on both ends of a connection", async () => {
    const framing = lengthPrefixed(4);
    const places: number[] = [];
    const frames: number[] = [];
    const { core } = world().useLoop();
    const { port } = await world().serve(
      { framing },
      {
        onData: (_, bytes) => void places.push(bytes.byteOffset - core.zoneAddress),
        onFrame: (connection, frame) => {
          frames.push(frame.bytes().byteOffset - core.zoneAddress);
          connection.send(frame);
        },
      },
    );
    const client = world().client(
      { port, framing },
      { onData: (_, bytes) => void places.push(bytes.byteOffset - core.zoneAddress) },
    );
    await client.connect();
    client.send("there and back");
    await until("both", () => places.length === 2);
    const peer = await world().dial(port);
    const wire = framed("in two parts");
    peer.write(wire.subarray(0, 6));
    await until("the first", () => places.length === 3);
    peer.write(wire.subarray(6));
    await peer.receive(wire.length);
    expect(places).toEqual([0, 0, 0, 0]);
    expect(frames).toEqual([4, -2]);
  });
});

describe("a loop", () => {
  it("is one and the same for all who name none", () => {
    const loop = EventLoop.default();
    expect(EventLoop.default()).toBe(loop);
    expect(loop.directReads).toBe(true);
    expect(loop.stats()).toMatchObject({
      connections: 0,
      pool: { bytesOut: 0, reserveIsHome: true },
    });
  });

  it("runs later what the sockets ready now come before", async () => {
    const order: string[] = [];
    const loop = EventLoop.default();
    loop.later(() => order.push("later"));
    queueMicrotask(() => order.push("microtask"));
    order.push("now");
    await turns(2);
    expect(order).toEqual(["now", "microtask", "later"]);
  });
});
