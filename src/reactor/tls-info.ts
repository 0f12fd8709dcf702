import type { PeerCertificate, TLSSocket } from "node:tls";

export type { PeerCertificate } from "node:tls";

/** What the two ends of a TLS connection have agreed on. */
export interface TlsInfo {
  /** Such as `"TLSv1.3"`. */
  readonly protocol: string | undefined;
  /** Such as `"TLS_AES_256_GCM_SHA384"`. */
  readonly cipher: string;
  /** The protocol chosen of `ALPNProtocols`, if any. */
  readonly alpnProtocol: string | undefined;
  /** The name that the client asked for, if any. */
  readonly servername: string | undefined;
  /** Whether the peer has shown a certificate of an authority that is trusted here. */
  readonly isAuthorized: boolean;
  /** The peer's certificate, if it has shown one; node's `getPeerCertificate()`. */
  readonly peerCertificate: PeerCertificate | undefined;
}

/** What a socket that is open now has agreed on. */
export function tlsInfo(socket: TLSSocket): TlsInfo {
  const { alpnProtocol, servername } = socket;
  // Node's types know neither of the nulls.
  const certificate = socket.getPeerCertificate() as PeerCertificate | null;
  const isShown = certificate !== null && Object.keys(certificate).length > 0;
  return {
    protocol: socket.getProtocol() ?? undefined,
    cipher: socket.getCipher().name,
    alpnProtocol: typeof alpnProtocol === "string" ? alpnProtocol : undefined,
    servername: typeof servername === "string" && servername !== "" ? servername : undefined,
    // Deno calls a client that has shown none authorized.
    isAuthorized: socket.authorized && isShown,
    peerCertificate: isShown ? certificate : undefined,
  };
}
