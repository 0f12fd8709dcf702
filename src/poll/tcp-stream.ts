import { type Socket, connect } from "node:net";
import { flag } from "../core/check.js";
import { NetworkError } from "../errors.js";
import { DuplexSource } from "./duplex-source.js";
import { SocketAddr, type SocketAddrLike, socketAddr } from "./socket-addr.js";
import { unsupported } from "./unsupported.js";

const NO_TTL = "node:net has no TTL";

/**
 * A TCP connection as a source. How to know that it is made: register it as writable and wait for the
 * event; `takeError()`; `peerAddr()`, where `ENOTCONN` means to wait on; then use it.
 */
export class TcpStream extends DuplexSource<Socket> {
  #isNodelay = false;

  /**
   * Begins to connect and answers at once.
   *
   * @throws TypeError or RangeError if `addr` is no address.
   */
  static connect(addr: SocketAddrLike): TcpStream {
    const { address, port } = socketAddr(addr);
    return new TcpStream(connect({ host: address, port, allowHalfOpen: true }));
  }

  /** A socket of node:net, which is the stream's from now on. With `allowHalfOpen` it is as in mio. */
  static fromStd(socket: Socket): TcpStream {
    return new TcpStream(socket);
  }

  /** The other end. @throws NetworkError (`ENOTCONN`) if there is none (yet). */
  peerAddr(): SocketAddr {
    const { remoteAddress, remotePort } = this.inner;
    if (this.isConnecting) return known();
    return known(remoteAddress, remotePort);
  }

  /** This end. @throws NetworkError (`ENOTCONN`) if there is none (yet). */
  localAddr(): SocketAddr {
    return known(this.inner.localAddress, this.inner.localPort);
  }

  /** Whether small writes go out at once, as was set here; false before. */
  nodelay(): boolean {
    return this.#isNodelay;
  }

  /** @throws TypeError if it is not true or false. */
  setNodelay(isNodelay: boolean): void {
    this.#isNodelay = flag("nodelay", isNodelay);
    this.inner.setNoDelay(isNodelay);
  }

  /** @throws NetworkError (`ENOTSUP`) always: node:net has no TTL. */
  ttl(): number {
    return unsupported("ttl of a TCP socket", NO_TTL);
  }

  /** @throws NetworkError (`ENOTSUP`) always: node:net has no TTL. */
  setTtl(ttl: number): void {
    unsupported(`a ttl of ${ttl} of a TCP socket`, NO_TTL);
  }
}

function known(address?: string, port?: number): SocketAddr {
  if (address !== undefined && port !== undefined) return new SocketAddr(address, port);
  throw new NetworkError("the stream is not connected", "ENOTCONN");
}
