import { expected, object } from "../core/check.js";
import { EngineConnection } from "../engine/connection.js";
import type { TlsClientOptions, TlsServerOptions } from "../reactor/tls.js";
import { handshakeTimeoutOf } from "../reactor/arrival-options.js";
import { hostOf } from "../reactor/place.js";

/**
 * Puts TLS on an open connection, as STARTTLS does. Call it in the handler of the frame that asks for it, or
 * agrees to it: a connection that a client of millrace has dialed is the client of the handshake, any other the
 * server. A socket that was dialed elsewhere and given to an engine is the client if `options.host` says to
 * whom: a connection through a proxy, for instance.
 *
 * What was sent before goes out first, in the clear. What was received before and not yet delivered is
 * discarded: nobody can put plaintext in front of the handshake and have it taken for what came through
 * TLS. The framing begins anew behind it. What is sent meanwhile waits, and goes through TLS.
 *
 * If the handshake fails the connection ends with `network-error`, and the promise rejects with its error.
 *
 * @param tls What node's `tls.createServer` takes, or `tls.connect`, depending on the side.
 * @param options.host Name or address of the server that this end is a client of; its certificate must be for
 * that. By default what was dialed.
 * @param options.handshakeTimeoutMs Milliseconds, 1 to 2^31 - 1, by default 10,000.
 * @throws ConnectionClosedError once the connection is closing; TypeError if it has TLS already, or is no
 * connection over a socket; TypeError or RangeError if an option is wrong; NetworkError with the code of
 * TLS, or `ETIMEDOUT`, if the handshake fails.
 */
export async function startTls(
  connection: object,
  tls: TlsServerOptions | TlsClientOptions,
  options: { readonly handshakeTimeoutMs?: number; readonly host?: string } = {},
): Promise<void> {
  if (!(connection instanceof EngineConnection)) {
    throw new TypeError(expected("connection", "a connection of a server or client", connection));
  }
  object("tls", tls);
  const host = options.host === undefined ? undefined : hostOf(options.host);
  const timeoutMs = handshakeTimeoutOf(options.handshakeTimeoutMs);
  await connection.startTls(tls, timeoutMs, host);
}
