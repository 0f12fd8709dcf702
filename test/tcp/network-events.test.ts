import { BlockList } from "node:net";
import { describe, it } from "vitest";
import {
  type Handler,
  type NetworkEvent,
  type TcpServerOptions,
  lengthPrefixed,
} from "../../src/index.js";
import { identity } from "../support/certificates.js";
import { until } from "../support/events.js";
import { type Peer, type World, useWorld } from "../support/sockets.js";

type EventType = NetworkEvent["type"];
type DropReason = Extract<NetworkEvent, { type: "connectionDropped" }>["reason"];

const framing = lengthPrefixed(1);

/** A server whose events are kept, and a first peer of it. */
async function watched(
  world: World,
  options: Partial<TcpServerOptions> = {},
  handler: Handler = {},
): Promise<{ events: NetworkEvent[]; port: number; peer: Peer }> {
  const events: NetworkEvent[] = [];
  const onEvent = (event: NetworkEvent): void => void events.push(event);
  const all = { framing, ...options } as TcpServerOptions;
  const { port } = await world.serve(all, { ...handler, onEvent });
  return { events, port, peer: await world.dial(port) };
}

/** How each variant of the union comes about: a new one does not compile without its row. */
const EVENTS: Record<EventType, (world: World) => Promise<NetworkEvent[]>> = {
  listening: async (world) => (await watched(world)).events,
  connectionEstablished: async (world) => (await watched(world)).events,
  connectionClosed: async (world) => {
    const { events, peer } = await watched(world);
    peer.socket.end();
    return events;
  },
  connectionDropped: async (world) => (await watched(world, { maxConnections: 0 })).events,
  frameDiscarded: async (world) => {
    const discarding = lengthPrefixed(1, { maxFrameBytes: 2, onOversize: "discard" });
    const { events, peer } = await watched(world, { framing: discarding });
    peer.write("\x03abc");
    return events;
  },
  reconnecting: async (world) => {
    const events: NetworkEvent[] = [];
    const port = await world.listen((peer) => peer.socket.end());
    const onEvent = (event: NetworkEvent): void => void events.push(event);
    const client = world.client({ port, framing, reconnect: { maxMs: 60_000 } }, { onEvent });
    await client.connect();
    return events;
  },
};

/** The same for each reason of a refusal. */
const DROPS: Record<DropReason, (world: World) => Promise<NetworkEvent[]>> = {
  "max-connections": async (world) => (await watched(world, { maxConnections: 0 })).events,
  "max-connections-per-address": async (world) => {
    const { events, port } = await watched(world, { maxConnectionsPerAddress: 1 });
    await world.dial(port);
    return events;
  },
  blocked: async (world) => {
    const blockList = new BlockList();
    blockList.addAddress("127.0.0.1");
    return (await watched(world, { blockList })).events;
  },
  "proxy-protocol": async (world) => {
    const { events, peer } = await watched(world, { proxyProtocol: "required" });
    peer.write("GET / HTTP/1.1\r\n\r\n");
    return events;
  },
  "tls-handshake": async (world) => {
    const { events, peer } = await watched(world, { tls: await identity("server.test") });
    peer.write("GET / HTTP/1.1\r\n\r\n");
    return events;
  },
  "slots-exhausted": async (world) => {
    world.useLoop({ slots: 1 });
    const { events, port } = await watched(world);
    await world.dial(port);
    return events;
  },
  "internal-error": async (world) => {
    const onFrame = (): void => world.loop.core.raw.give(12);
    const { events, port, peer } = await watched(world, {}, { onFrame });
    world.expectBroken(world.loop);
    // The core cannot take back what it never gave: that is the end of it.
    peer.write("\x01a");
    await peer.rest();
    await world.dial(port);
    return events;
  },
};

describe("each event comes about:", () => {
  const world = useWorld(true);

  it.each(Object.entries(EVENTS))("%s", async (type, make) => {
    const events = await make(world());
    await until("the event", () => events.some((event) => event.type === type));
  });
});

describe("each reason of a refusal comes about:", () => {
  const world = useWorld(true);

  it.each(Object.entries(DROPS))("%s", async (reason, make) => {
    const events = await make(world());
    await until("the event", () => {
      return events.some((event) => event.type === "connectionDropped" && event.reason === reason);
    });
  });
});
