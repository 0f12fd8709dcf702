import { isIP, isIPv6 } from "node:net";
import { expected, integer } from "../core/check.js";

/** An address of the internet: an IP address and a port. */
export class SocketAddr {
  /** The IP address; one of IPv6 may have a zone, as in `fe80::1%eth0`. */
  readonly address: string;
  /** 0 to 65,535; to bind to 0 is to get a free one. */
  readonly port: number;

  /** @throws TypeError or RangeError if it is no IP address (names are not looked up), or no port. */
  constructor(address: string, port: number) {
    if (typeof address !== "string") throw new TypeError(expected("address", "a string", address));
    if (isIP(address) === 0) throw new RangeError(expected("address", "an IP address", address));
    this.address = address;
    this.port = integer("port", port, 0, 65_535);
  }

  /**
   * `127.0.0.1:9000` or `[::1]:9000`.
   *
   * @throws RangeError if it is anything else.
   */
  static parse(text: string): SocketAddr {
    const [, six, four = six, port] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
    if (four === undefined || isIPv6(four) !== (six !== undefined)) {
      throw new RangeError(expected("addr", 'an address such as "127.0.0.1:9000"', text));
    }
    return new SocketAddr(four, Number(port));
  }

  get isIpv6(): boolean {
    return isIPv6(this.address);
  }

  /** As `parse` reads it. */
  toString(): string {
    return this.isIpv6 ? `[${this.address}]:${this.port}` : `${this.address}:${this.port}`;
  }
}

/** An address, or one as text. */
export type SocketAddrLike = SocketAddr | string;

/** @throws TypeError or RangeError if it is no address. */
export function socketAddr(value: unknown): SocketAddr {
  if (value instanceof SocketAddr) return value;
  if (typeof value === "string") return SocketAddr.parse(value);
  throw new TypeError(expected("addr", "a SocketAddr or a string", value));
}
