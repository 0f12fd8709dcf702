/** One echo server in a process of its own: `raw` node:net, or `millrace`. Tells its port to its parent. */
import { type AddressInfo, type Socket, createServer } from "node:net";
import { TcpServer, lengthPrefixed } from "millrace";
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

function raw(): Promise<Server> {
  let connections = 0;
  const gone = (): void => {
    --connections;
  };
  const end = function (this: Socket): void {
    this.end();
  };
  // The listeners are the same for all: a bare socket costs what it costs, and nothing more.
  const server = createServer({ noDelay: true }, (socket) => {
    ++connections;
    socket.on("data", echo);
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

const server = await (process.argv[2] === "raw" ? raw() : millrace());
process.on("disconnect", () => process.exit());
process.on("message", (question) => {
  if (question === "report") {
    void server.report().then((report) => process.send?.(report));
    return;
  }
  if (question === "watch") server.watcher.watch();
  else server.watcher.unwatch();
  process.send?.(question);
});
process.send?.(server.port);
