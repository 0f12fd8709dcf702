import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import * as blocking from "../../src/blocking/index.js";
import {
  EventLoop,
  type Link,
  type LinkListener,
  MessageLog,
  type RecvStatus,
  connect,
  lines,
  listen,
  textCodec,
} from "../../src/index.js";
import { turn, within } from "../support/events.js";

/** What the scenarios ask of an implementation; hooks name messages only, so that all three have them. */
interface Side {
  send(message: string): Promise<void>;
  recv(timeoutMs?: number): Promise<string>;
  close(): Promise<void>;
  abort(): void;
}
interface Service {
  readonly port: number;
  accept(timeoutMs?: number): Promise<Side>;
  close(): Promise<void>;
}
interface Dial {
  readonly port: number;
  readonly retryAfterMs?: number;
  readonly timeoutMs?: number;
  readonly farewell?: string;
  readonly from?: number;
}
interface Serve {
  readonly maxConnections?: number;
  readonly log?: MessageLog<string>;
}
interface Implementation {
  readonly name: string;
  listen(options?: Serve): Promise<Service>;
  connect(options: Dial): Promise<Side>;
}

const codec = textCodec(lines());
/** The hooks of both ends, for links that answer later: a farewell, and a replay from a sequence number. */
const later = {
  dial: ({ farewell, from }: Dial) => ({
    onConnect: async (link: Pick<Link<string>, "send">) => {
      if (from !== undefined) await link.send(String(from));
    },
    onDisconnect: async (link: Pick<Link<string>, "send">) => {
      if (farewell !== undefined) await link.send(farewell);
    },
  }),
  serve: ({ log }: Serve) => ({
    onConnect: async (link: Pick<Link<string>, "recv" | "replay">) => {
      if (log !== undefined) await link.replay(log, Number(await link.recv()));
    },
  }),
};

function serveLater(side: (link: Link<string>) => Side): Implementation["listen"] {
  return async (options = {}) => {
    const { maxConnections = 1_000 } = options;
    const all = { codec, protocol: later.serve(options), loop, maxConnections };
    const listener: LinkListener<string> = await listen(all);
    return {
      port: listener.address.port,
      accept: async (timeoutMs) => side(await listener.accept({ timeoutMs })),
      close: () => listener.close(),
    };
  };
}

function dialLater(side: (link: Link<string>) => Side): Implementation["connect"] {
  return async (options) => {
    const { port, retryAfterMs, timeoutMs } = options;
    const timing = { retryAfterMs, timeoutMs };
    return side(await connect({ port, codec, protocol: later.dial(options), loop, ...timing }));
  };
}

const asynchronous = (link: Link<string>): Side => ({
  send: (message) => link.send(message),
  recv: (timeoutMs) => link.recv({ timeoutMs }),
  close: async () => void (await link.close()),
  abort: () => link.abort(),
});

/** Asks again each turn, as a game loop would. */
const nonBlocking = (link: Link<string>): Side => ({
  async send(message) {
    for (;;) {
      const { status } = link.trySend(message);
      if (status === "sent") return;
      if (status === "closed") throw new Error("closed");
      await turn();
    }
  },
  async recv(timeoutMs = 10_000) {
    const deadline = performance.now() + timeoutMs;
    let answer: RecvStatus<string>;
    while ((answer = link.tryRecv()).status === "would-block") {
      if (performance.now() > deadline) throw Object.assign(new Error(), { code: "timeout" });
      await turn();
    }
    if (answer.status === "received") return answer.message;
    const { error } = answer.reason;
    if (error instanceof Error) throw error;
    throw Object.assign(new Error("closed"), { code: "connection-closed" });
  },
  close: async () => void (await link.close()),
  abort: () => link.abort(),
});

const blockingSide = (link: blocking.BlockingLink<string>): Side => ({
  send: async (message) => {
    link.send(message);
    await Promise.resolve();
  },
  // Before the promise: a call that blocks throws at once.
  recv: async (timeoutMs = 10_000) => Promise.resolve(link.recv({ timeoutMs })),
  close: async () => {
    link.close();
    await Promise.resolve();
  },
  abort: () => link.abort(),
});

const blockingHooks = {
  dial: ({ farewell, from }: Dial): blocking.BlockingProtocol<string, string> => ({
    onConnect: (link) => {
      if (from !== undefined) link.send(String(from));
    },
    onDisconnect: (link) => {
      if (farewell !== undefined) link.send(farewell);
    },
  }),
  serve: ({ log }: Serve): blocking.BlockingProtocol<string, string> => ({
    onConnect: (link) => {
      if (log !== undefined) link.replay(log, Number(link.recv({ timeoutMs: 10_000 })));
    },
  }),
};

const loop = new EventLoop({ arena: "4 MiB" });
const implementations: Implementation[] = [
  { name: "asynchronous", listen: serveLater(asynchronous), connect: dialLater(asynchronous) },
  { name: "non-blocking", listen: serveLater(nonBlocking), connect: dialLater(nonBlocking) },
  {
    name: "blocking",
    async listen(options = {}) {
      const { maxConnections = 1_000 } = options;
      const protocol = blockingHooks.serve(options);
      const listener = blocking.listen({ codec, protocol, maxConnections });
      return Promise.resolve({
        port: listener.address.port,
        accept: async (timeoutMs = 10_000) =>
          Promise.resolve(blockingSide(listener.accept({ timeoutMs }))),
        close: async () => {
          listener.close();
          await Promise.resolve();
        },
      });
    },
    async connect(options) {
      const { port, retryAfterMs, timeoutMs } = options;
      const timing = { retryAfterMs, timeoutMs };
      const protocol = blockingHooks.dial(options);
      return Promise.resolve(blockingSide(blocking.connect({ port, codec, protocol, ...timing })));
    },
  },
];

/** What a call fails with: the code of its error. */
async function codeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return Reflect.get(error as object, "code");
  }
  throw new Error("expected it to fail");
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

// A peer on a thread of its own: the caller's may be blocked. It sends what it is told to, then ends so.
const PEER = `
  const { createServer } = require("node:net");
  const { parentPort, workerData } = require("node:worker_threads");
  const { port, delayMs, text, end } = workerData;
  const server = createServer((socket) => {
    server.close();
    socket.on("error", () => undefined);
    socket.write(text, () => {
      if (end === "fin") socket.end();
      if (end === "rst") socket.once("data", () => socket.resetAndDestroy());
    });
  });
  setTimeout(() => server.listen(port, "127.0.0.1", () => {
    parentPort.postMessage(server.address().port);
  }), delayMs);
`;

async function peerThread(data: object): Promise<number> {
  const worker = new Worker(PEER, { eval: true, workerData: { port: 0, delayMs: 0, ...data } });
  const [port] = (await once(worker, "message")) as [number];
  return port;
}

// LK-20..58, 70, 75: one suite for each of the three implementations.
describe.each(implementations)("a conversation, $name", (implementation) => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await within("an end", end());
  });

  async function serve(options?: Serve): Promise<Service> {
    const service = await implementation.listen(options);
    ends.push(() => service.close());
    return service;
  }
  async function dial(options: Dial): Promise<Side> {
    const side = await implementation.connect(options);
    ends.push(() => side.close());
    return side;
  }

  it("connects; client and service say something to each other", async () => {
    const service = await serve();
    const client = await dial({ port: service.port });
    const accepted = await service.accept();
    await client.send("ping");
    expect(await accepted.recv()).toBe("ping");
    await accepted.send("pong");
    expect(await client.recv()).toBe("pong");
  });

  it("carries messages that are larger than any buffer, and many small ones, in order", async () => {
    const service = await serve();
    const client = await dial({ port: service.port });
    const accepted = await service.accept();
    const large = "x".repeat(60_000);
    for (let i = 0; i < 3; ++i) await client.send(large + String(i));
    for (let i = 0; i < 3; ++i) expect(await accepted.recv()).toBe(large + String(i));
    for (let i = 0; i < 2_000; ++i) await client.send(`message ${i}`);
    for (let i = 0; i < 2_000; ++i) expect(await accepted.recv()).toBe(`message ${i}`);
  });

  it("reaches a late server", async () => {
    const port = await freePort();
    const late = peerThread({ port, delayMs: 50, text: "at last\n", end: "none" });
    const client = await dial({ port, retryAfterMs: 5, timeoutMs: 20_000 });
    expect(await client.recv()).toBe("at last");
    client.abort();
    await late;
  });

  it("does not reach one that never comes", async () => {
    const port = await freePort();
    const options = { port, retryAfterMs: 5, timeoutMs: 50 };
    expect(await codeOf(() => implementation.connect(options))).toMatch(/ETIMEDOUT|ECONNREFUSED/);
  });

  it("times out where nothing is said, and nobody comes; then it goes on", async () => {
    const service = await serve();
    expect(await codeOf(() => service.accept(5))).toBe("timeout");
    const client = await dial({ port: service.port });
    const accepted = await service.accept();
    expect(await codeOf(() => client.recv(5))).toBe("timeout");
    await accepted.send("now");
    expect(await client.recv()).toBe("now");
  });

  it("refuses the one too many, and has its place again after a close", async () => {
    const service = await serve({ maxConnections: 1 });
    const first = await dial({ port: service.port });
    const accepted = await service.accept();
    const second = await dial({ port: service.port });
    expect(await codeOf(() => second.recv())).toMatch(/connection-closed|ECONNRESET/);
    await first.close();
    expect(await codeOf(() => accepted.recv())).toBe("connection-closed");
    await accepted.close();
    const third = await dial({ port: service.port });
    await third.send("in");
    expect(await (await service.accept()).recv()).toBe("in");
  });

  it("says farewell before it ends", async () => {
    const service = await serve();
    const client = await dial({ port: service.port, farewell: "bye" });
    const accepted = await service.accept();
    const closing = implementation.name === "blocking" ? undefined : client.close();
    if (closing === undefined) {
      // The other end answers FIN by itself, on its thread.
      await client.close();
    }
    expect(await accepted.recv()).toBe("bye");
    expect(await codeOf(() => accepted.recv())).toBe("connection-closed");
    await closing;
  });

  it("replays what a client has missed", async () => {
    const log = new MessageLog<string>();
    for (const text of ["a", "b", "c", "d"]) log.append(text);
    const service = await serve({ log });
    const client = await dial({ port: service.port, from: 3 });
    const accepted = await service.accept();
    expect([await client.recv(), await client.recv()]).toEqual(["c", "d"]);
    await accepted.send("e");
    expect(await client.recv()).toBe("e");
  });

  it("ends in mid-message: what was whole is delivered, the rest is a fault", async () => {
    const port = await peerThread({ text: "whole\nhal", end: "fin" });
    const client = await dial({ port });
    expect(await client.recv()).toBe("whole");
    expect(await codeOf(() => client.recv())).toBe("incomplete");
  });

  it("is killed in mid-message: a reset is a fault of the network", async () => {
    const port = await peerThread({ text: "whole\nhal", end: "rst" });
    const client = await dial({ port });
    expect(await client.recv()).toBe("whole");
    await client.send("go");
    expect(await codeOf(() => client.recv())).toBe("ECONNRESET");
  });
});
