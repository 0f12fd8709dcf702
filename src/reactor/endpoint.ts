import type { Server, Socket } from "node:net";

/**
 * One end of a connection, or where a server listens. A Unix socket or Windows pipe has its path as the
 * `address`, the family `"unix"` and port 0; its dialing end has no name, so its address is `""`.
 */
export interface Endpoint {
  readonly address: string;
  /** `"IPv4"`, `"IPv6"` or `"unix"`. */
  readonly family: string;
  readonly port: number;
}

/** The two ends of a connection, as far as they are known. */
export interface Ends {
  readonly remote: Endpoint | undefined;
  readonly local: Endpoint | undefined;
}

/** The end of a Unix socket or Windows pipe. */
export function unixEndpoint(path: string): Endpoint {
  return { address: path, family: "unix", port: 0 };
}

/** Where a server listens: at an address, or at a path. */
export function listeningEndpoint(server: Server): Endpoint {
  const address = server.address();
  if (address === null) return { address: "", family: "", port: 0 };
  return typeof address === "string" ? unixEndpoint(address) : address;
}

/** One end of a socket as the system says; asked for directly, because node would keep it as well. */
function askHandle(socket: Socket, question: "getpeername" | "getsockname"): PartialEnd {
  const handle: unknown = Reflect.get(socket, "_handle");
  const ask: unknown =
    typeof handle === "object" && handle !== null ? Reflect.get(handle, question) : undefined;
  const answer: PartialEnd = {};
  if (typeof ask === "function") Reflect.apply(ask, handle, [answer]);
  return answer;
}

/** As much as is known of one end. */
interface PartialEnd {
  address?: string | undefined;
  family?: string | undefined;
  port?: number | undefined;
}

function endpoint({ address, family, port }: PartialEnd): Endpoint | undefined {
  if (address === undefined || family === undefined || port === undefined) return undefined;
  return { address, family, port };
}

/** The peer's end of a network socket, as the system says. */
export function remoteEnd(socket: Socket): Endpoint | undefined {
  const asked = endpoint(askHandle(socket, "getpeername"));
  if (asked !== undefined) return asked;
  const { remoteAddress: address, remoteFamily: family, remotePort: port } = socket;
  return endpoint({ address, family, port });
}

/** Our own end of it. */
export function localEnd(socket: Socket): Endpoint | undefined {
  const asked = endpoint(askHandle(socket, "getsockname"));
  if (asked !== undefined) return asked;
  const { localAddress: address, localFamily: family, localPort: port } = socket;
  return endpoint({ address, family, port });
}

/** The ends of a socket that was accepted at `path` or dialed to it. */
export function unixEnds(path: string, isAccepted: boolean): Ends {
  const named = unixEndpoint(path);
  const unnamed = unixEndpoint("");
  return isAccepted ? { remote: unnamed, local: named } : { remote: named, local: unnamed };
}
