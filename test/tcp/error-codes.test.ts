import { describe, expect, it } from "vitest";
import {
  type BytesLike,
  EncodeError,
  type EncodeErrorCode,
  FrameDecoder,
  FrameEncoder,
  type FrameIn,
  InvalidMessageError,
  LinkPool,
  MessageDecoder,
  MessageLog,
  ProtocolError,
  type ProtocolErrorCode,
  ResourceError,
  type ResourceErrorCode,
  TcpServer,
  connect,
  lengthPrefixed,
  lines,
  listen,
  varint,
} from "../../src/index.js";
import { freshCore } from "../support/fresh-core.js";
import { rejection, until, within } from "../support/events.js";
import { type World, framed, pattern, useWorld } from "../support/sockets.js";

const framing = lengthPrefixed(4);

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** How each code comes about: a new one does not compile without its row. */
const PROTOCOL: Record<ProtocolErrorCode, () => unknown> = {
  oversize: () =>
    new FrameDecoder(lengthPrefixed(1, { maxFrameBytes: 4 })).push(Buffer.of(5)).error,
  malformed: () => new FrameDecoder(varint({ maxBytes: 1 })).push(Buffer.of(0x80)).error,
  incomplete: () => {
    const decoder = new FrameDecoder(lengthPrefixed(1));
    decoder.push(Buffer.of(5));
    return decoder.end().error;
  },
  invalid: () => {
    const decode = (): never => {
      throw new InvalidMessageError([{ message: "no such thing" }]);
    };
    const decoder = new MessageDecoder({ framing: lines(), decode, encode: () => undefined });
    const batch = decoder.push(Buffer.from("text\n"));
    batch.take();
    return batch.error;
  },
};

const ENCODE: Record<EncodeErrorCode, () => unknown> = {
  oversize: () => thrownBy(() => new FrameEncoder(lines({ maxFrameBytes: 1 })).encode("ab")),
  unencodable: () => thrownBy(() => new FrameEncoder(lines()).encode("a\nb")),
};

const RESOURCE: Record<ResourceErrorCode, (world: World) => Promise<unknown>> = {
  "pool-exhausted": async (world) => {
    world.useLoop({ arena: "640 KiB", zone: "64 KiB" });
    const { connection, peer } = await world.pair({ framing }, {});
    peer.write(framed(pattern(2 ** 20)));
    return (await within("the end", connection.closed)).error;
  },
  "slots-exhausted": async (world) => {
    world.useLoop({ slots: 1 });
    const { server, port } = await world.serve({ framing }, {});
    await world.dial(port);
    await until("the first", () => server.connectionCount === 1);
    return rejection("connect()", world.client({ port, framing }, {}).connect());
  },
  "framings-exhausted": async (world) => {
    const { loop } = world;
    const declare = (maxFrameBytes: number): unknown => {
      return new TcpServer({ framing: lengthPrefixed(4, { maxFrameBytes }), loop }, {});
    };
    for (let i = 1; i <= 512; ++i) declare(i);
    return Promise.resolve(thrownBy(() => declare(513)));
  },
  "outbound-overflow": async (world) => {
    const options = { framing, maxOutboundBytes: 1, outboundOverflow: "error" } as const;
    const { connection, peer } = await world.pair(options, {});
    peer.socket.pause();
    return thrownBy(() => {
      for (;;) connection.send(pattern(2 ** 20));
    });
  },
  "memory-unavailable": () => {
    return Promise.resolve(thrownBy(() => freshCore({ arenaBytes: 8 * 1024 ** 3 })));
  },
  "link-pool-full": async (world) => {
    const { loop } = world;
    const listener = await listen({ framing, loop, lingerMs: 100 });
    const { port } = listener.address;
    const link = await connect({ framing, loop, port, lingerMs: 100 });
    const pool = new LinkPool<FrameIn, BytesLike>({ linksMax: 1 });
    pool.add(link);
    const other = await connect({ framing, loop, port, lingerMs: 100 });
    const error = thrownBy(() => pool.add(other));
    await Promise.all([pool.close(), other.close(), listener.close()]);
    return error;
  },
  "log-overrun": () => {
    const log = new MessageLog<string>({ messagesMax: 1 });
    log.append("first");
    log.append("second");
    return Promise.resolve(thrownBy(() => log.at(1)));
  },
};

describe("each code of an error comes about:", () => {
  const world = useWorld(true);

  it.each(Object.entries(PROTOCOL))("ProtocolError, %s", (code, make) => {
    const error = make();
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code });
  });

  it.each(Object.entries(ENCODE))("EncodeError, %s", (code, make) => {
    const error = make();
    expect(error).toBeInstanceOf(EncodeError);
    expect(error).toMatchObject({ code });
  });

  it.each(Object.entries(RESOURCE))("ResourceError, %s", async (code, make) => {
    const error = await make(world());
    expect(error).toBeInstanceOf(ResourceError);
    expect(error).toMatchObject({ code });
  });
});
