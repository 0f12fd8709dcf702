import { expected, flag, integer } from "../core/check.js";
import { type KeepAlive, type KeepAliveOptions, keepAliveOf } from "./keep-alive.js";

/** Options of whoever listens or dials that are about the place. */
export interface PlaceSettings {
  /** Name or address; by default `"127.0.0.1"`: nothing but loopback is bound unasked. */
  readonly host?: string | undefined;
  /** Whether small writes are sent at once (TCP_NODELAY): by default true. */
  readonly noDelay?: boolean;
  /**
   * Milliseconds of silence before the kernel probes the peer, 1 to 32,767,000, rounded up to whole seconds;
   * false for never, the default. Interval and count of the probes, too, where the runtime takes them.
   */
  readonly keepAlive?: KeepAlive;
}

interface PlaceOptions extends PlaceSettings {
  readonly port?: number | undefined;
  readonly path?: string | undefined;
}

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

type Target = Pick<Place, "host" | "port" | "path">;

/** @throws TypeError or RangeError naming the option, what was expected, and what was given. */
export function placeOf(options: PlaceOptions, portLeast: number): Place {
  const { noDelay = true } = options;
  return {
    ...(options.path === undefined ? networkPlace(options, portLeast) : pathPlace(options)),
    noDelay: flag("noDelay", noDelay),
    keepAlive: keepAliveOf(options.keepAlive),
  };
}

/** @throws TypeError if it is no text. */
export function hostOf(host: unknown): string {
  if (typeof host !== "string") throw new TypeError(expected("host", "a name or address", host));
  return host;
}

function networkPlace(options: PlaceOptions, portLeast: number): Target {
  const { host = "127.0.0.1", port = 0 } = options;
  return { host: hostOf(host), port: integer("port", port, portLeast, 65_535), path: undefined };
}

function pathPlace({ host, port, path }: PlaceOptions): Target {
  if (typeof path !== "string" || path === "")
    throw new TypeError(expected("path", "a path", path));
  if (host !== undefined) throw new TypeError(expected("host", 'none beside "path"', host));
  if (port !== undefined) throw new TypeError(expected("port", 'none beside "path"', port));
  return { host: "", port: 0, path };
}
