import { expected, integer, object, oneOf } from "../core/check.js";
import { HANDSHAKE_TIMEOUT_MS, TIMER_MS_MAX } from "../limits.js";
import { AddressGate, type BlockList } from "./address-gate.js";
import type { ArrivalOptions } from "./arrivals.js";
import { type TlsClientOptions, type TlsServerOptions, tlsServer } from "./tls.js";

/** Options of a server that are about a socket before it is a connection. */
export interface ArrivalSettings {
  /**
   * Serves TLS, by node's `TlsOptions`: `key`, `cert`, `ca`, `requestCert`, `SNICallback`,
   * `ALPNProtocols` ... `onConnect` comes after the handshake; one that fails is the event
   * `connectionDropped` with reason `tls-handshake`. By default plain TCP.
   */
  readonly tls?: TlsServerOptions | undefined;
  /**
   * Whether a connection begins with a PROXY header, version 1 or 2, as load balancers send it: `off`, the
   * default, `required`, or `optional`. Its addresses are then those of the connection. Whoever can reach
   * the server can claim any address: let nobody but the proxy reach it. Where the header is malformed, or
   * required and missing: the event `connectionDropped` with reason `proxy-protocol`.
   */
  readonly proxyProtocol?: "off" | "required" | "optional" | undefined;
  /**
   * Milliseconds that the PROXY header may take, and as many for the TLS handshake: 1 to 2^31 - 1, by
   * default 10,000. Under `optional` one who says nothing for so long has no header.
   */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Addresses that are not let in: the event `connectionDropped` with reason `blocked`. */
  readonly blockList?: BlockList | undefined;
  /**
   * Most connections of one address at once, 1 to 2^31 - 1; by default no bound. The one too many is the
   * event `connectionDropped` with reason `max-connections-per-address`. Unix sockets have no address.
   */
  readonly maxConnectionsPerAddress?: number | undefined;
}

/** The same of a client. */
export interface TlsDialSettings {
  /**
   * Speaks TLS, by node's `ConnectionOptions`: `ca`, `servername`, `cert`, `key`, `rejectUnauthorized`,
   * `ALPNProtocols` ... `connect()` resolves after the handshake, and rejects if it fails; the server must
   * have a certificate for the `host` that was dialed. `{}` is TLS as it comes. By default plain TCP.
   */
  readonly tls?: TlsClientOptions | undefined;
  /** Milliseconds that the TLS handshake may take: 1 to 2^31 - 1, by default 10,000. */
  readonly handshakeTimeoutMs?: number | undefined;
}

function blockListOf(blockList: BlockList | undefined): BlockList | undefined {
  if (blockList === undefined) return undefined;
  object("blockList", blockList);
  if (typeof Reflect.get(blockList, "check") === "function") return blockList;
  throw new TypeError(expected("blockList", "a BlockList of node:net", blockList));
}

function placesOf(maxConnectionsPerAddress: number | undefined): number {
  if (maxConnectionsPerAddress === undefined) return Infinity;
  return integer("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, TIMER_MS_MAX);
}

/** @throws TypeError or RangeError if it is no time. */
export function handshakeTimeoutOf(handshakeTimeoutMs: number = HANDSHAKE_TIMEOUT_MS): number {
  return integer("handshakeTimeoutMs", handshakeTimeoutMs, 1, TIMER_MS_MAX);
}

/**
 * @throws TypeError or RangeError naming the option, what was expected, and what was given; whatever node
 * says of a key or certificate that is none.
 */
export function arrivalOptions(options: ArrivalSettings): Omit<ArrivalOptions, "host"> {
  const { proxyProtocol = "off", tls } = options;
  const words = ["off", "required", "optional"] as const;
  if (tls !== undefined) {
    object("tls", tls);
    tlsServer(tls);
  }
  return {
    proxyProtocol: oneOf("proxyProtocol", proxyProtocol, words),
    gate: new AddressGate(
      blockListOf(options.blockList),
      placesOf(options.maxConnectionsPerAddress),
    ),
    tls,
    handshakeTimeoutMs: handshakeTimeoutOf(options.handshakeTimeoutMs),
  };
}

/** @throws TypeError or RangeError as {@link arrivalOptions}. */
export function tlsDialOptions(options: TlsDialSettings): {
  readonly tls: TlsClientOptions | undefined;
  readonly handshakeTimeoutMs: number;
} {
  const { tls } = options;
  if (tls !== undefined) object("tls", tls);
  return { tls, handshakeTimeoutMs: handshakeTimeoutOf(options.handshakeTimeoutMs) };
}
