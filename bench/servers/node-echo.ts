/**
 * One echo server in a process of its own, and its port: `raw` node:net, a parser by hand that answers
 * `each` frame or is `corked`, or `millrace`.
 */
import { type AddressInfo, type Server as NetServer, type Socket, createServer } from "node:net";
import { TcpServer, lengthPrefixed } from "millrace";
import { answer, say } from "../harness/conversation.js";
import { FrameCutter } from "./frame-cutter.js";
import { type Live, live } from "./live.js";
import { Watcher } from "./watcher.js";

/** What a server says when it is asked to `report`. */
export interface ServerReport extends Live {
  readonly connections: number;
  /** Bytes of the pool's blocks that are out. */
  readonly poolBytes: number;
}

interface Server {
  readonly port: number;
  report(): Promise<ServerReport>;
  readonly watcher: Watcher;
}

async function millrace(): Promise<Server> {
  const server = new TcpServer(
    { framing: lengthPrefixed(4), maxConnections: 60_000 },
    { onFrame: (connection, frame) => void connection.send(frame) },
  );
  const { port } = await server.start();
  const report = async (): Promise<ServerReport> => {
    const { connections, loop } = server.stats();
    return { ...(await live()), connections, poolBytes: loop.pool.bytesOut };
  };
  return { port, report, watcher: new Watcher(() => server.stats()) };
}

function echo(this: Socket, chunk: Buffer): void {
  this.write(chunk);
}

function destroy(this: Socket): void {
  this.destroy();
}

function end(this: Socket): void {
  this.end();
}

function netServer(): NetServer {
  // The listeners are the same for all: a bare socket costs what it costs, and nothing more.
  return createServer({ noDelay: true }, (socket) => socket.on("data", echo));
}

/** With a parser by hand; `corked` writes all frames of a chunk at once. */
function cuttingServer(isCorked: boolean): NetServer {
  return createServer({ noDelay: true }, (socket) => {
    const cutter = new FrameCutter((frame) => {
      const wire = Buffer.allocUnsafe(4 + frame.length);
      wire.writeUInt32BE(frame.length);
      frame.copy(wire, 4);
      socket.write(wire);
    });
    socket.on("data", (chunk: Buffer) => {
      if (isCorked) socket.cork();
      cutter.push(chunk);
      if (isCorked) socket.uncork();
    });
  });
}

function listening(server: NetServer): Promise<Server> {
  let connections = 0;
  const gone = (): void => {
    --connections;
  };
  server.on("connection", (socket: Socket) => {
    ++connections;
    socket.on("end", end);
    socket.on("error", destroy);
    socket.on("close", gone);
  });
  const report = async (): Promise<ServerReport> => {
    return { ...(await live()), connections, poolBytes: 0 };
  };
  return new Promise((resolve) => {
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ port, report, watcher: new Watcher(() => connections) });
    });
  });
}

function serverOf(kind: string | undefined): Promise<Server> {
  switch (kind) {
    case "raw":
      return listening(netServer());
    case "each":
    case "corked":
      return listening(cuttingServer(kind === "corked"));
    case "millrace":
      return millrace();
    default:
      throw new RangeError(`raw, each, corked or millrace, not ${kind}`);
  }
}

const server = await serverOf(process.argv[2]);
say(server.port);
await answer(([question]) => {
  if (question === "report") return server.report();
  if (question === "watch") server.watcher.watch();
  else server.watcher.unwatch();
  return question;
});
