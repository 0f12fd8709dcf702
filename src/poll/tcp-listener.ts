import type { AddressInfo, Socket } from "node:net";
import { NetworkError } from "../errors.js";
import { type BindOptions, ListenerSource } from "./listener-source.js";
import { SocketAddr, type SocketAddrLike, socketAddr } from "./socket-addr.js";
import { TcpStream } from "./tcp-stream.js";
import { unsupported } from "./unsupported.js";

const NO_TTL = "node:net has no TTL";

/** A listening TCP socket as a source: readable when a connection waits. */
export class TcpListener extends ListenerSource<TcpStream, SocketAddr> {
  /**
   * Listens at an address: with port 0 at a free port, which `localAddr()` says.
   *
   * @throws NetworkError if the address is in use or may not be bound; TypeError or RangeError if it is
   * none, or an option is out of range.
   */
  static override async bind(
    addr: SocketAddrLike,
    options: BindOptions = {},
  ): Promise<TcpListener> {
    const { address, port } = socketAddr(addr);
    const listener = new TcpListener(options);
    await listener.listen({ host: address, port }, options);
    return listener;
  }

  /** Where it listens. @throws NetworkError (`EBADF`) if it is closed. */
  localAddr(): SocketAddr {
    const place = this.server.address() as AddressInfo | null;
    if (place === null) throw new NetworkError("the listener is closed", "EBADF");
    return new SocketAddr(place.address, place.port);
  }

  /** @throws NetworkError (`ENOTSUP`) always: node:net has no TTL. */
  ttl(): number {
    return unsupported("ttl of a TCP socket", NO_TTL);
  }

  /** @throws NetworkError (`ENOTSUP`) always: node:net has no TTL. */
  setTtl(ttl: number): void {
    unsupported(`a ttl of ${ttl} of a TCP socket`, NO_TTL);
  }

  protected override addressOf({ remoteAddress, remotePort }: Socket): SocketAddr | undefined {
    if (remoteAddress === undefined || remotePort === undefined) return undefined;
    return new SocketAddr(remoteAddress, remotePort);
  }

  protected override wrap(socket: Socket): TcpStream {
    return TcpStream.fromStd(socket);
  }
}
