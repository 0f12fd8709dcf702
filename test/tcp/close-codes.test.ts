import { describe, expect, it } from "vitest";
import {
  type CloseCode,
  type CloseReason,
  type Connection,
  type Handler,
  InternalError,
  NetworkError,
  ProtocolError,
  ResourceError,
  type TcpServerOptions,
  lengthPrefixed,
} from "../../src/index.js";
import { until, within } from "../support/events.js";
import { type Peer, type World, useWorld } from "../support/sockets.js";

/** What a server and its peer do to a connection on which one frame has come, to have it end so. */
interface End {
  readonly options?: Partial<TcpServerOptions>;
  readonly onFrame?: (connection: Connection, world: World) => void;
  readonly peer?: (peer: Peer) => void;
  /** The class of the reason's error; without one there is no error. */
  readonly error?: new (...rest: never[]) => Error;
}

const thrown = new RangeError("of the handler");

/** How each variant of the union comes about: a new one does not compile without its row. */
const ENDS: Record<CloseCode, End> = {
  closed: { onFrame: (connection) => connection.close() },
  aborted: { onFrame: (connection) => connection.abort() },
  ended: { peer: (peer) => void peer.socket.end() },
  "protocol-error": { peer: (peer) => peer.write("\xff"), error: ProtocolError },
  "handler-error": {
    onFrame: () => {
      throw thrown;
    },
    error: RangeError,
  },
  "network-error": { peer: (peer) => void peer.socket.resetAndDestroy(), error: NetworkError },
  timeout: { options: { timeouts: { lifetimeMs: 20 } }, error: NetworkError },
  "resource-error": {
    options: { maxOutboundBytes: 1 },
    onFrame: (connection) => {
      // What the kernel takes at once is not unsent.
      while (connection.state === "open") connection.send(Buffer.alloc(200));
    },
    error: ResourceError,
  },
  "internal-error": {
    onFrame: (_, world) => {
      // The core cannot take back what it never gave: that is the end of it.
      world.expectBroken(world.loop);
      world.loop.core.raw.give(12);
    },
    error: InternalError,
  },
};

describe("each way to end comes about, and says so:", () => {
  const world = useWorld(true);

  it.each(Object.entries(ENDS))("%s", async (code, { options, onFrame, peer, error }) => {
    const reasons: CloseReason[] = [];
    const handler: Handler = {
      onFrame: (connection) => onFrame?.(connection, world()),
      onDisconnect: (_, reason) => void reasons.push(reason),
    };
    const framing = lengthPrefixed(1, { maxFrameBytes: 200 });
    const all = { framing, ...options } as TcpServerOptions;
    const { connection, peer: other } = await world().pair(all, handler);
    other.write("\x01a");
    await until("the frame", () => {
      return connection.stats().framesIn === 1 || connection.state === "closed";
    });
    peer?.(other);
    other.socket.on("end", () => other.socket.end());
    const reason = await within("the end", connection.closed);
    expect(reason.code).toBe(code);
    if (error === undefined) expect(reason.error).toBeUndefined();
    else expect(reason.error).toBeInstanceOf(error);
    expect(reasons).toEqual([reason]);
  });
});
