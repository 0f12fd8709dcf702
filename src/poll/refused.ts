import { unsupported } from "./unsupported.js";

/** A Unix datagram socket: node:dgram has none, so each of these says so. */
export const UnixDatagram = {
  /** @throws NetworkError (`ENOTSUP`) always. */
  bind: (path: string): never => noDatagrams(`bind("${path}")`),
  /** @throws NetworkError (`ENOTSUP`) always. */
  unbound: (): never => noDatagrams("unbound()"),
  /** @throws NetworkError (`ENOTSUP`) always. */
  pair: (): never => noDatagrams("pair()"),
} as const;

/**
 * Any descriptor as a source: Node's event loop takes none from outside.
 *
 * @throws NetworkError (`ENOTSUP`) always.
 */
export function SourceFd(fd: number): never {
  const instead = "new DuplexSource(new net.Socket({ fd })) does for sockets, pipes and terminals";
  return unsupported(`SourceFd(${fd})`, `Node watches no descriptors of others; ${instead}`);
}

function noDatagrams(what: string): never {
  return unsupported(`UnixDatagram.${what}`, "node:dgram has UDP only");
}
