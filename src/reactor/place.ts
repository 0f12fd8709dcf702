import type { KeepAliveOptions } from "./keep-alive.js";

/** Where to listen or to dial, and the habits of the sockets there. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** A Unix socket or Windows pipe, instead of host and port. */
  readonly path: string | undefined;
  readonly noDelay: boolean;
  /** When the kernel probes a silent peer; undefined for never. */
  readonly keepAlive: KeepAliveOptions | undefined;
}

/** What `listen` and `connect` of node:net are to be told. */
export function target({
  host,
  port,
  path,
}: Place): { path: string } | { host: string; port: number } {
  return path === undefined ? { host, port } : { path };
}

/** A place as a message names it. */
export function placeName({ host, port, path }: Place): string {
  return path ?? `${host}:${port}`;
}
