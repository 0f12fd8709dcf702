import { describe, expect, it } from "vitest";
import { type ConnectionId, lengthPrefixed } from "../../src/index.js";
import { until, within } from "../support/events.js";
import { READ_PATHS, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);
const CHUNK = 16 * 1024;
const COUNT = 1_024;

describe.each(READ_PATHS)("a server that sends by id over $path", ({ directReads }) => {
  const world = useWorld(directReads);

  it("loses nothing of 16 MiB to a peer that has stopped reading, once it reads again", async () => {
    const { server, port } = await world().serve({ framing }, {});
    const peer = await world().dial(port);
    await until("the connection", () => server.connectionCount === 1);
    const id = server.connections()[0]?.id as ConnectionId;
    peer.socket.pause();
    const answers = new Set<string>();
    const frames = Array.from({ length: COUNT }, (_, i) => pattern(CHUNK, i));
    for (const frame of frames) answers.add(server.sendTo(id, frame));
    expect([...answers]).toEqual(["sent", "queued"]);
    // It is told to close behind them: what is unsent goes out first.
    expect(server.closeConnection(id)).toBe(true);
    const wire = Buffer.concat(frames.map((frame) => framed(frame)));
    expect((await peer.rest()).equals(wire)).toBe(true);
    peer.socket.end();
    await until("the count to go down", () => server.connectionCount === 0);
    expect(server.stats()).toMatchObject({ connections: 0, framesOut: COUNT, bufferedBytes: 0 });
  });

  it("counts who comes and who goes, whoever ends it", async () => {
    const { server, port } = await world().serve({ framing }, {});
    const peers = [await world().dial(port), await world().dial(port), await world().dial(port)];
    await until("three", () => server.connectionCount === 3);
    const connections = server.connections();
    server.closeConnection(connections[0]?.id as ConnectionId);
    connections[1]?.abort();
    for (const peer of peers) peer.socket.end();
    const all = connections.map((connection) => connection.closed);
    const reasons = await within("the ends", Promise.all(all));
    expect(reasons.map(({ code }) => code).sort()).toEqual(["aborted", "closed", "ended"]);
    expect(server.connectionCount).toBe(0);
  });
});
