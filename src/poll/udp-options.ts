import type { Socket } from "node:dgram";
import { flag, integer } from "../core/check.js";
import { networkError } from "../reactor/network-error.js";
import { IoSource } from "./io-source.js";
import { unsupported } from "./unsupported.js";

/**
 * The options of a UDP socket. Node sets them and cannot ask: what was set here is answered, and before
 * that what every system begins with.
 */
export abstract class UdpOptions extends IoSource {
  /** The socket of node:dgram. */
  readonly inner: Socket;
  #isBroadcast = false;
  #isLoop = true;
  #multicastTtl = 1;
  #ttl: number | undefined;

  protected constructor(inner: Socket) {
    super();
    this.inner = inner;
  }

  /** Whether datagrams may go to a broadcast address; false until it is set. */
  broadcast(): boolean {
    return this.#isBroadcast;
  }

  /** @throws TypeError if it is not true or false; NetworkError if the system refuses. */
  setBroadcast(isOn: boolean): void {
    flag("broadcast", isOn);
    attempt(() => this.inner.setBroadcast(isOn));
    this.#isBroadcast = isOn;
  }

  /** Hops of a unicast datagram. @throws NetworkError (`ENOTSUP`) until it is set: Node cannot ask. */
  ttl(): number {
    return this.#ttl ?? unsupported("ttl() before setTtl()", "node:dgram cannot ask for it");
  }

  /** @throws TypeError or RangeError if it is not 1 to 255; NetworkError if the system refuses. */
  setTtl(ttl: number): void {
    integer("ttl", ttl, 1, 255);
    attempt(() => this.inner.setTTL(ttl));
    this.#ttl = ttl;
  }

  /** Whether multicast datagrams of this host come back to it; true until it is set. */
  multicastLoopV4(): boolean {
    return this.#isLoop;
  }

  /** @throws TypeError if it is not true or false; NetworkError if the system refuses. */
  setMulticastLoopV4(isOn: boolean): void {
    flag("multicastLoop", isOn);
    attempt(() => this.inner.setMulticastLoopback(isOn));
    this.#isLoop = isOn;
  }

  /** As `multicastLoopV4`: Node sets that of the socket's family. */
  multicastLoopV6(): boolean {
    return this.multicastLoopV4();
  }

  /** As `setMulticastLoopV4`: Node sets that of the socket's family. */
  setMulticastLoopV6(isOn: boolean): void {
    this.setMulticastLoopV4(isOn);
  }

  /** Hops of a multicast datagram; 1 until it is set. */
  multicastTtlV4(): number {
    return this.#multicastTtl;
  }

  /** @throws TypeError or RangeError if it is not 0 to 255; NetworkError if the system refuses. */
  setMulticastTtlV4(ttl: number): void {
    integer("ttl", ttl, 0, 255);
    attempt(() => this.inner.setMulticastTTL(ttl));
    this.#multicastTtl = ttl;
  }

  /**
   * Receives what goes to a group. `network` is an address of this host; the system chooses one without it.
   *
   * @throws NetworkError if the system refuses.
   */
  joinMulticastV4(group: string, network?: string): void {
    attempt(() => this.inner.addMembership(group, network));
  }

  /** @throws NetworkError if the system refuses. */
  leaveMulticastV4(group: string, network?: string): void {
    attempt(() => this.inner.dropMembership(group, network));
  }

  /**
   * Receives what goes to a group of IPv6. `network` is the name of an interface (on Windows its number),
   * as Node knows no others; the system chooses one without it.
   *
   * @throws NetworkError if the system refuses.
   */
  joinMulticastV6(group: string, network?: string): void {
    attempt(() => this.inner.addMembership(group, zone(network)));
  }

  /** @throws NetworkError if the system refuses. */
  leaveMulticastV6(group: string, network?: string): void {
    attempt(() => this.inner.dropMembership(group, zone(network)));
  }

  /** Sends multicast datagrams by this network: an address of this host, or the name of an interface. */
  setMulticastInterface(network: string): void {
    attempt(() => this.inner.setMulticastInterface(network));
  }
}

function zone(network: string | undefined): string | undefined {
  return network === undefined ? undefined : `::%${network}`;
}

/** @throws NetworkError for whatever the operation throws. */
function attempt(operation: () => unknown): void {
  try {
    operation();
  } catch (error) {
    throw networkError(error as Error);
  }
}
