import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it, onTestFinished } from "vitest";
import { EventLoop, type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, turns, until } from "../support/events.js";
import { framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);
const echo: Handler = { onFrame: (connection, frame) => void connection.send(frame) };

interface Told {
  readonly leaks: unknown[];
  readonly warnings: Error[];
}

/** What is told of leaks until the test ends. */
function listen(): Told {
  const told: Told = { leaks: [], warnings: [] };
  const hear = (leak: unknown): void => void told.leaks.push(leak);
  const warned = (warning: Error): void => {
    if (warning.name === "MillraceLeak") told.warnings.push(warning);
  };
  subscribe("millrace:leak", hear);
  process.on("warning", warned);
  onTestFinished(() => {
    unsubscribe("millrace:leak", hear);
    process.off("warning", warned);
  });
  return told;
}

function keepOneFor(loop: EventLoop): number {
  // Not returned in one: engines with proper tail calls (Bun's) would leave this function out of the stack.
  const address = loop.core.raw.take(3_000);
  return address;
}

describe("a loop that debugs", () => {
  const world = useWorld(true);

  it("tells which buffer is not home when the last connection is gone, and where it was taken", async () => {
    const told = listen();
    const loop = world().useLoop({ debug: true });
    const { server, port } = await world().serve({ framing }, echo);
    const peer = await world().dial(port);
    peer.write(framed("abc"));
    await peer.receive(7);
    const address = keepOneFor(loop);
    peer.socket.end();
    await server.stop();
    await until("the warning", () => told.warnings.length === 1);
    const leak = {
      kind: "buffer",
      address,
      bytes: 5_120,
      takenAt: expect.stringMatching(/^ +at keepOneFor .*leaks\.test\.ts/) as unknown,
    };
    expect(loop.leaks()).toEqual([leak]);
    expect(told.leaks).toEqual([leak]);
    expect(told.warnings).toMatchObject([
      {
        message: `a buffer of 5120 bytes at ${address} was not given back`,
        code: "MILLRACE_LEAK",
        detail: expect.stringMatching(/^taken\n +at keepOneFor /) as unknown,
      },
    ]);
    // It has been told, and is not told again.
    await loop.stop();
    await turns(3);
    expect(told.leaks).toHaveLength(1);
    loop.core.raw.give(address);
    expect(loop.leaks()).toEqual([]);
  });

  it("looks when it has stopped, though nobody ever connected", async () => {
    const told = listen();
    const loop = world().useLoop({ debug: true });
    const address = keepOneFor(loop);
    await loop.stop();
    expect(told.leaks).toMatchObject([{ kind: "buffer", address }]);
    loop.core.raw.give(address);
  });

  it("tells of an open connection what it holds, and which it is", async () => {
    const loop = world().useLoop({ debug: true });
    const { connection, peer } = await world().pair({ framing }, echo);
    peer.write(framed(pattern(60_000)).subarray(0, 50_004));
    await until("50,004 bytes", () => loop.leaks()[0]?.bytes === 50_004);
    expect(loop.leaks()).toEqual([
      {
        kind: "connection",
        connection: connection.id,
        bytes: 50_004,
        takenAt: expect.stringMatching(/^ +at .*src.engine/) as unknown,
      },
    ]);
  });

  it("reports nothing of servers and clients that are well", async () => {
    const told = listen();
    const loop = world().useLoop({ debug: true });
    const journal = new Journal();
    const { server, port } = await world().serve({ framing }, echo);
    const client = world().client(
      { port, framing },
      {
        onFrame: (connection, frame) => {
          journal.note(`got ${frame.length}`);
          if (frame.length === 300_000) connection.close();
        },
        onDisconnect: () => journal.note("gone"),
      },
    );
    const connection = await client.connect();
    for (const bytes of [0, 1, 4_000, 70_000, 300_000]) connection.send(pattern(bytes));
    await journal.has("gone");
    await server.stop();
    await loop.stop();
    await turns(3);
    expect(journal.lines).toEqual([
      "got 0",
      "got 1",
      "got 4000",
      "got 70000",
      "got 300000",
      "gone",
    ]);
    expect(loop.leaks()).toEqual([]);
    expect(told).toEqual({ leaks: [], warnings: [] });
  });
});

describe("a loop that does not debug", () => {
  it("reaches its core without anything between, and says that it cannot tell", () => {
    const loop = new EventLoop();
    // The exports of an instance, as WebAssembly makes them, are an object without a prototype.
    expect(Object.getPrototypeOf(loop.core.raw)).toBeNull();
    expect(() => loop.leaks()).toThrow(new TypeError('"debug" expected true, got false'));
  });
});
