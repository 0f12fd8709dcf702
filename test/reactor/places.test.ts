import { describe, expect, it } from "vitest";
import { NetworkError, lengthPrefixed } from "../../src/index.js";
import { deferred, rejection, until, within } from "../support/events.js";
import { can } from "../support/runtime.js";
import { type Peer, READ_PATHS, framed, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(2);

describe.each(READ_PATHS)("places to listen and to dial over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("are loopback unless asked otherwise", async () => {
    const { server } = await world().serve({ framing }, {});
    expect(server.address).toMatchObject({ address: "127.0.0.1", family: "IPv4" });
  });

  it("may be names", async () => {
    const { server, port } = await world().serve({ framing, host: "localhost" }, {});
    const client = world().client({ port, framing, host: "localhost" }, {});
    const connection = await client.connect();
    expect(connection.remoteAddress).toEqual({ ...server.address });
  });

  it.skipIf(!can.tellErrorsApart)(
    "that are nobody's here make start() reject with EADDRNOTAVAIL",
    async () => {
      const server = world().server({ framing, host: "203.0.113.1" }, {});
      const error = await rejection("start()", server.start());
      expect(error).toBeInstanceOf(NetworkError);
      expect(error).toMatchObject({ code: "EADDRNOTAVAIL" });
    },
  );

  it("get frames through with keep-alive and without noDelay too", async () => {
    const options = { framing, keepAlive: 60_000, noDelay: false };
    const { port } = await world().serve(options, {
      onFrame: (connection, frame) => void connection.send(frame),
    });
    const answer = deferred<string>();
    const client = world().client(
      { ...options, port },
      { onFrame: (_, frame) => answer.resolve(frame.text()) },
    );
    await client.connect();
    client.send("hello");
    expect(await within("the answer", answer.promise)).toBe("hello");
  });

  it("tell of 200 peers that dial at once, and serve them all", async () => {
    const { server, port } = await world().serve(
      { framing },
      { onFrame: (connection, frame) => void connection.send(frame) },
    );
    const peers = await Promise.all(Array.from({ length: 200 }, () => world().dial(port)));
    const answers = peers.map(async (peer: Peer, i) => {
      const wire = framed(`${i}`, 2);
      peer.write(wire);
      return (await peer.receive(wire.length)).equals(wire);
    });
    expect((await Promise.all(answers)).every(Boolean)).toBe(true);
    await until("all connections", () => server.stats().accepted === 200);
  });
});
