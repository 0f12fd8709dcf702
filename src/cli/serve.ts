import { constants } from "node:os";
import {
  type Connection,
  type Endpoint,
  FrameEncoder,
  type Framing,
  NetworkError,
  TcpServer,
} from "../index.js";

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly framing: Framing;
  /** The name of the framing. */
  readonly name: string;
  readonly maxFrameBytes?: number | undefined;
}

/** Milliseconds in which a second signal is the first one again: npm passes on what it got itself. */
const ONE_KEY_PRESS_MS = 500;

function shown(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) return "a connection";
  const { address, family, port } = endpoint;
  return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
}

function oneLine(error: unknown): string {
  return String(error).replace(/\s*\n\s*/g, " ");
}

function makeServer(options: ServeOptions): TcpServer {
  const { host, port, framing, maxFrameBytes } = options;
  // What cannot be sent back is refused before a client comes.
  new FrameEncoder(framing);
  return new TcpServer(
    { host, port, framing, ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }) },
    {
      onFrame: (connection, frame) => void connection.send(frame),
      onError: (connection: Connection | null, error) => {
        const where = connection === null ? "the server" : shown(connection.remoteAddress);
        console.error(`${where}: ${oneLine(error)}`);
      },
      onEvent: (event) => {
        if (event.type !== "connectionDropped") return;
        console.error(`${shown(event.remoteAddress)}: refused: ${event.reason}`);
      },
    },
  );
}

async function listen(server: TcpServer, { host, port }: ServeOptions): Promise<Endpoint> {
  try {
    return await server.start();
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const isInUse = error.code === "EADDRINUSE";
    const why = isInUse ? "the port is in use (EADDRINUSE)" : error.message;
    throw new Error(`cannot listen on ${host}:${port}: ${why}`, { cause: error });
  }
}

function printTotals(server: TcpServer): void {
  const { accepted, framesIn, bytesIn, framesOut, bytesOut } = server.stats();
  const count = (value: number): string => value.toLocaleString("en-US");
  const ways = [`${count(framesIn)} frames in (${count(bytesIn)} bytes)`];
  ways.push(`${count(framesOut)} frames out (${count(bytesOut)} bytes)`);
  console.log(`stopped: ${count(accepted)} connections, ${ways.join(", ")}`);
}

/** Stops the server at the first signal, aborts what is left at the second; answers the exit code. */
function untilStopped(server: TcpServer): Promise<number> {
  return new Promise((resolve, reject) => {
    let firstAtMs: number | undefined;
    let exitCode = 0;
    const onSignal = (signal: "SIGINT" | "SIGTERM"): void => {
      if (firstAtMs === undefined) {
        firstAtMs = performance.now();
        const left = server.connectionCount;
        if (left > 0) console.log(`stopping: ${left} connections to close; once more aborts them`);
        server.stop().then(() => resolve(exitCode), reject);
      } else if (performance.now() - firstAtMs > ONE_KEY_PRESS_MS && exitCode === 0) {
        exitCode = 128 + constants.signals[signal];
        for (const connection of server.connections()) connection.abort();
      }
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}

/**
 * An echo server for clients outside, until Ctrl-C or SIGTERM. Answers the exit code.
 *
 * @throws Error if it cannot listen; TypeError or RangeError if an option is wrong.
 */
export async function serve(options: ServeOptions): Promise<number> {
  const server = makeServer(options);
  const stopped = untilStopped(server);
  const address = await listen(server, options);
  console.log(`millrace echoes ${options.name} frames on ${shown(address)}; Ctrl-C stops it`);
  const exitCode = await stopped;
  printTotals(server);
  return exitCode;
}
