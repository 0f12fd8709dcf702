import { type ServerOpts, type Socket, isIP } from "node:net";
import * as tls from "node:tls";
import { NetworkError } from "../errors.js";
import { TIMER_MS_MAX } from "../limits.js";
import { networkError } from "./network-error.js";

/**
 * What a server shows and asks of its clients: `key`, `cert`, `ca`, `requestCert`, `SNICallback`,
 * `ALPNProtocols` and whatever else `tls.createServer` of node takes. One object is one context: use the
 * same for all connections, and they share its session tickets.
 */
export type TlsServerOptions = Omit<tls.TlsOptions, "handshakeTimeout" | keyof ServerOpts>;

/**
 * What a client shows and asks of its server: `ca`, `servername`, `cert`, `key`, `rejectUnauthorized`,
 * `ALPNProtocols` and whatever else `tls.connect` of node takes. By default the server must be the one that
 * was dialed, known to an authority of the system.
 */
export type TlsClientOptions = Omit<
  tls.ConnectionOptions,
  "host" | "port" | "path" | "socket" | "timeout" | "lookup" | "allowHalfOpen" | keyof ServerOpts
>;

/** Which end a socket is, and what it shows and asks there. */
export type TlsRole =
  | { readonly isServer: true; readonly options: TlsServerOptions }
  | {
      readonly isServer: false;
      readonly options: TlsClientOptions;
      /** Name or address that was dialed: it is in the server's certificate. */
      readonly host: string;
    };

/** How a handshake went: one of the two is called, once. */
export interface TlsOutcome {
  /** The socket must be taken over, or destroyed, before this returns. */
  secured(socket: tls.TLSSocket): void;
  /** The socket is gone. */
  failed(error: NetworkError): void;
}

/** How each way to begin tells its end. */
interface Attempt {
  readonly succeed: (socket: tls.TLSSocket) => void;
  readonly fail: (error: Error) => void;
}

const servers = new WeakMap<object, tls.Server>();
/** Who waits for which socket of the network, on whatever server. */
const attempts = new WeakMap<object, Attempt>();

/** The attempt to which a TLS socket belongs: what it was put on is its parent, in all runtimes. */
function attemptOf(socket: tls.TLSSocket): Attempt | undefined {
  const raw: unknown = Reflect.get(socket, "_parent");
  return typeof raw === "object" && raw !== null ? attempts.get(raw) : undefined;
}

/**
 * The context of a server: made once for each object of options.
 *
 * @throws whatever node says of a key or certificate that is none.
 */
export function tlsServer(options: TlsServerOptions): tls.Server {
  let server = servers.get(options);
  if (server === undefined) {
    // The time of a handshake is counted here, not by node.
    server = tls.createServer({ ...options, handshakeTimeout: TIMER_MS_MAX });
    server.on("secureConnection", (socket) => attemptOf(socket)?.succeed(socket));
    server.on("tlsClientError", (error, socket) => {
      attemptOf(socket)?.fail(refusalOf(socket, error));
    });
    servers.set(options, server);
  }
  return server;
}

function beginServer(raw: Socket, options: TlsServerOptions, attempt: Attempt): void {
  attempts.set(raw, attempt);
  // A server that listens to nothing is given the socket.
  tlsServer(options).emit("connection", raw);
}

/** Node says "socket hang up" where a client's certificate was refused: this says why. */
function refusalOf(socket: tls.TLSSocket, error: Error): Error {
  const reason: unknown = socket.authorizationError;
  if (typeof reason !== "string" || socket.authorized) return error;
  return new NetworkError(`the peer's certificate was refused: ${reason}`, reason, error);
}

function beginClient(raw: Socket, options: TlsClientOptions, host: string, attempt: Attempt): void {
  const name = host !== "" && isIP(host) === 0 ? { servername: host } : {};
  const socket = tls.connect({ ...name, ...options, host, socket: raw });
  const onError = (error: Error): void => attempt.fail(error);
  socket.once("error", onError);
  socket.once("secureConnect", () => {
    attempt.succeed(socket);
    socket.off("error", onError);
  });
}

/**
 * Puts TLS on a connected socket. Whoever loses interest destroys the socket. `timeoutMs` is the time that
 * the handshake may take, in milliseconds.
 */
export function secure(raw: Socket, role: TlsRole, timeoutMs: number, outcome: TlsOutcome): void {
  let isSettled = false;
  const settle = (tell: () => void): void => {
    if (isSettled) return;
    isSettled = true;
    clearTimeout(timer);
    raw.off("close", onClose);
    tell();
  };
  const fail = (error: Error): void => {
    settle(() => {
      raw.destroy();
      outcome.failed(networkError(error));
    });
  };
  // What TLS itself has to say of the end comes about now, and says more.
  const onClose = (): void => {
    setImmediate(() => fail(new NetworkError("closed during the TLS handshake", "ECONNRESET")));
  };
  const late = `the TLS handshake took longer than ${timeoutMs} ms`;
  const timer = setTimeout(() => fail(new NetworkError(late, "ETIMEDOUT")), timeoutMs);
  raw.once("close", onClose);
  raw.on("error", () => undefined);
  // Half a handshake is none: a FIN ends it. Behind it each direction has an end of its own again.
  raw.allowHalfOpen = false;
  const succeed = (socket: tls.TLSSocket): void => {
    raw.allowHalfOpen = true;
    socket.allowHalfOpen = true;
    settle(() => outcome.secured(socket));
    // It came too late, and nobody waits for it.
    if (raw.destroyed) socket.destroy();
  };
  try {
    if (role.isServer) beginServer(raw, role.options, { succeed, fail });
    else beginClient(raw, role.options, role.host, { succeed, fail });
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)));
  }
}
