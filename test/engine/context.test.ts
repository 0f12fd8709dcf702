import { describe, expect, it } from "vitest";
import { type Connection, type Handler, lengthPrefixed } from "../../src/index.js";
import { Journal, deferred, turns, until, within } from "../support/events.js";
import { type Peer, READ_PATHS, type World, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(2);
const text = (...words: string[]): Buffer => Buffer.concat(words.map((word) => framed(word, 2)));

interface Room {
  readonly connections: Connection[];
  readonly peers: Peer[];
}

/** A server with two connections, and their peers in the same order. */
async function room(world: World, handler: (room: Room) => Handler): Promise<Room> {
  const place: Room = { connections: [], peers: [] };
  const onConnect = (connection: Connection): void => void place.connections.push(connection);
  const { port } = await world.serve({ framing }, { onConnect, ...handler(place) });
  for (let i = 0; i < 2; ++i) {
    place.peers.push(await world.dial(port));
    await until("the connection", () => place.connections.length === i + 1);
  }
  return place;
}

describe.each(READ_PATHS)(
  "a handler that reaches for another connection over $path",
  ({ directReads }) => {
    const world = useWorld(directReads);

    it("sends to it: all frames of the batch, in order, each once", async () => {
      const { peers } = await room(world(), ({ connections }) => ({
        onFrame: (connection, frame) => {
          if (connection !== connections[0]) return;
          connections[1]?.send(frame);
          connection.send(frame);
        },
      }));
      const wire = text(...Array.from({ length: 5_000 }, (_, i) => `${i}`));
      peers[0]?.write(wire);
      expect((await peers[0]?.receive(wire.length))?.equals(wire)).toBe(true);
      expect((await peers[1]?.receive(wire.length))?.equals(wire)).toBe(true);
    });

    it("sends to and fro: 10,000 frames passed on by both at once", async () => {
      const { peers } = await room(world(), ({ connections }) => ({
        onFrame: (connection, frame) => {
          connections[connection === connections[0] ? 1 : 0]?.send(frame);
        },
      }));
      const wires = ["a", "b"].map((name) => {
        return text(...Array.from({ length: 10_000 }, (_, i) => `${name}${i}`));
      });
      peers.forEach((peer, i) => peer.write(wires[i] ?? ""));
      for (const [i, peer] of peers.entries()) {
        const expected = wires[1 - i] ?? Buffer.alloc(0);
        expect((await peer.receive(expected.length)).equals(expected)).toBe(true);
      }
    });

    it("closes it: what it was sent arrives, and the handler goes on with its own frames", async () => {
      const journal = new Journal();
      const { peers } = await room(world(), ({ connections }) => ({
        onFrame: (_, frame) => {
          journal.note(frame.text());
          if (frame.text() !== "close") return;
          connections[1]?.send("bye");
          connections[1]?.close();
        },
        onDisconnect: (_, { code }) => journal.note(code),
      }));
      peers[0]?.write(text("close", "go on"));
      expect((await peers[1]?.rest())?.toString()).toBe("\0\x03bye");
      peers[1]?.socket.end();
      await journal.has("closed");
      expect(journal.lines).toEqual(["close", "go on", "closed"]);
    });

    it("aborts it: onDisconnect comes after the walk, not within", async () => {
      const journal = new Journal();
      const { peers } = await room(world(), ({ connections }) => ({
        onFrame: (_, frame) => {
          journal.note(frame.text());
          if (frame.text() === "abort") connections[1]?.abort();
        },
        onDisconnect: (_, { code }) => journal.note(code),
      }));
      peers[0]?.write(text("abort", "go on"));
      expect(await within("the reset", peers[1]?.closed ?? Promise.resolve("none"))).toBe(
        "ECONNRESET",
      );
      await journal.has("aborted");
      expect(journal.lines).toEqual(["abort", "go on", "aborted"]);
    });

    it("pauses and resumes it", async () => {
      const journal = new Journal();
      const { peers } = await room(world(), ({ connections }) => ({
        onFrame: (connection, frame) => {
          journal.note(`${connections.indexOf(connection)} ${frame.text()}`);
          if (frame.text() === "pause") connections[1]?.pause();
          if (frame.text() === "resume") connections[1]?.resume();
        },
      }));
      peers[0]?.write(text("pause"));
      await journal.has("0 pause");
      peers[1]?.write(text("held"));
      await turns(20);
      peers[0]?.write(text("still"));
      await journal.has("0 still");
      expect(journal.lines).toEqual(["0 pause", "0 still"]);
      peers[0]?.write(text("resume"));
      await journal.has("1 held");
      expect(journal.lines).toEqual(["0 pause", "0 still", "0 resume", "1 held"]);
    });

    it("answers to it after a wait of its own, each answer once", async () => {
      const open = deferred();
      const { peers } = await room(world(), ({ connections }) => ({
        onFrame: async (_, frame) => {
          const copy = frame.copy();
          await open.promise;
          connections[1]?.send(copy);
        },
      }));
      const wire = text("one", "two", "three");
      peers[0]?.write(wire);
      await turns(10);
      open.resolve();
      expect((await peers[1]?.receive(wire.length))?.equals(wire)).toBe(true);
    });

    it("starts a client on the same loop from within onFrame", async () => {
      const backend = await world().serve(
        { framing },
        { onFrame: (connection, frame) => void connection.send(frame) },
      );
      const { peers } = await room(world(), () => ({
        onFrame: async (connection, frame) => {
          const request = frame.copy();
          const client = world().client(
            { port: backend.port, framing },
            { onFrame: (_, answer) => void connection.send(answer) },
          );
          (await client.connect()).send(request);
        },
      }));
      peers[0]?.write(text("ask"));
      expect((await peers[0]?.receive(5))?.toString()).toBe("\0\x03ask");
    });
  },
);
