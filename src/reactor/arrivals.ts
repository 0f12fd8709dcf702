import { type Socket, isIPv4 } from "node:net";
import type { AddressGate, AddressRefusal } from "./address-gate.js";
import { type Ends, type Endpoint, localEnd, remoteEnd } from "./endpoint.js";
import type { EventLoop } from "./loop.js";
import type { Early } from "./origin.js";
import { giveBack, readProxyHeader } from "./proxy-reader.js";
import { type TlsServerOptions, secure } from "./tls.js";
import { Transport } from "./transport.js";

/** Why a socket does not become a transport. */
export type ArrivalFault = AddressRefusal | "max-connections" | "tls-handshake" | "proxy-protocol";

/** What lies between a socket that was accepted and its connection. */
export interface ArrivalOptions {
  /** Where it listens: name or address, `""` for a path. */
  readonly host: string;
  /** Whether a PROXY header comes first: never, always, or sometimes. */
  readonly proxyProtocol: "off" | "optional" | "required";
  readonly gate: AddressGate;
  readonly tls: TlsServerOptions | undefined;
  /** Milliseconds for the PROXY header, and as many for the TLS handshake. */
  readonly handshakeTimeoutMs: number;
}

/** Who waits for the transports. */
export interface ArrivalHost {
  /** Whether there is a place for one more, while so many are on their way. */
  hasPlace(arriving: number): boolean;
  /** The transport must be opened or destroyed before this returns. */
  arrived(transport: Transport): void;
  /** There will be no transport. */
  dropped(reason: ArrivalFault, remote: Endpoint | undefined, error?: Error): void;
}

/**
 * The way of accepted sockets to transports:
 *
 * ```text
 *   accepted --PROXY header--> address known --TLS handshake--> transport
 * ```
 *
 * Without header and handshake it takes no time; otherwise the sockets on their way count as connections.
 */
export class Arrivals {
  readonly #loop: EventLoop;
  readonly #options: ArrivalOptions;
  readonly #host: ArrivalHost;
  readonly #arriving = new Set<Socket>();
  /** Whether all have the same end here. */
  readonly #isOneAddress: boolean;
  #local: Endpoint | undefined;
  #isClosed = false;

  constructor(loop: EventLoop, options: ArrivalOptions, host: ArrivalHost) {
    this.#loop = loop;
    this.#options = options;
    this.#isOneAddress = isIPv4(options.host) && options.host !== "0.0.0.0";
    this.#host = host;
  }

  /** `known` are the ends where the socket does not know them. */
  receive(socket: Socket, known: Ends | undefined): void {
    const { proxyProtocol, handshakeTimeoutMs } = this.#options;
    const ends = known ?? this.#endsOf(socket);
    const { remote } = ends;
    const isAtOnce = proxyProtocol === "off" && this.#options.tls === undefined;
    // What becomes a connection at once is counted, and refused, as one.
    if (!isAtOnce && !this.#host.hasPlace(this.#arriving.size)) {
      this.#drop(socket, "max-connections", remote);
    } else if (proxyProtocol === "off") {
      this.#enter(socket, ends, undefined);
    } else {
      this.#arriving.add(socket);
      readProxyHeader(socket, proxyProtocol === "required", handshakeTimeoutMs, {
        passed: (real, early) => this.#enter(socket, real ?? ends, early),
        failed: (error) => this.#drop(socket, "proxy-protocol", remote, error),
      });
    }
  }

  /** Most sockets that are accepted have the same end here: that is kept, and asked for, once. */
  #endsOf(socket: Socket): Ends {
    const remote = remoteEnd(socket);
    const known = this.#local;
    if (known !== undefined && this.#isOneAddress) return { remote, local: known };
    const local = localEnd(socket);
    if (known?.address !== local?.address || known?.port !== local?.port) this.#local = local;
    return { remote, local: this.#local };
  }

  /** The address is known. */
  #enter(socket: Socket, ends: Ends, early: Early | undefined): void {
    const { gate, tls, handshakeTimeoutMs } = this.#options;
    const { remote } = ends;
    const refusal = gate.enter(remote, socket);
    if (refusal !== undefined) {
      this.#drop(socket, refusal, remote);
    } else if (tls === undefined) {
      this.#arrive(socket, new Transport(this.#loop, socket, { ends, early }));
    } else {
      this.#arriving.add(socket);
      giveBack(socket, early);
      secure(socket, { isServer: true, options: tls }, handshakeTimeoutMs, {
        secured: (secured) => {
          this.#arrive(socket, new Transport(this.#loop, secured, { ends, raw: socket }));
        },
        failed: (error) => this.#drop(socket, "tls-handshake", remote, error),
      });
    }
  }

  #arrive(socket: Socket, transport: Transport): void {
    this.#arriving.delete(socket);
    this.#host.arrived(transport);
  }

  #drop(socket: Socket, reason: ArrivalFault, remote: Endpoint | undefined, error?: Error): void {
    this.#arriving.delete(socket);
    socket.destroy();
    if (!this.#isClosed) this.#host.dropped(reason, remote, error);
  }

  /** Closes all that are on their way, without a word. */
  close(): void {
    this.#isClosed = true;
    for (const socket of this.#arriving) socket.destroy();
  }
}
