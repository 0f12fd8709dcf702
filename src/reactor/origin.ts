import type { Socket } from "node:net";
import type { Ends } from "./endpoint.js";
import type { ReadRelay } from "./read-relay.js";

/** What was read of a socket before it became a transport, and whether the FIN was behind that. */
export interface Early {
  readonly bytes: Uint8Array;
  readonly hasEnded: boolean;
}

/** What a transport is told of its socket. */
export interface Origin {
  /** That of a dialed socket made with `onread`; without one direct reads are tried. */
  readonly relay?: ReadRelay | undefined;
  /** Its ends, where the socket does not know them. */
  readonly ends?: Ends | undefined;
  /** The network's socket, if this is a TLS socket on top of it. */
  readonly raw?: Socket | undefined;
  readonly early?: Early | undefined;
  /** Name or address that was dialed; undefined for an accepted socket. */
  readonly host?: string | undefined;
}
