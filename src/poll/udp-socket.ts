/// <reference lib="esnext.disposable" preserve="true" />
import { type RemoteInfo, type Socket, createSocket } from "node:dgram";
import { once } from "node:events";
import { NetworkError } from "../errors.js";
import { networkError } from "../reactor/network-error.js";
import { DATAGRAM_BYTES_MAX_V4, DATAGRAM_BYTES_MAX_V6, DATAGRAM_SEND_BYTES } from "../limits.js";
import { checkBytes } from "./bytes.js";
import { type Datagram, DatagramQueue, type QueueOptions } from "./datagram-queue.js";
import { PendingError } from "./pending-error.js";
import { Ready } from "./ready.js";
import { SocketAddr, type SocketAddrLike, socketAddr } from "./socket-addr.js";
import { UdpOptions } from "./udp-options.js";
import { WOULD_BLOCK, type WouldBlock } from "./would-block.js";

/** Options of `bind`. */
export interface UdpBindOptions extends QueueOptions {
  /** Others may bind to the same address, as members of a multicast group do; by default false. */
  readonly reuseAddr?: boolean;
  /** A socket of IPv6 does nothing of IPv4; by default false. */
  readonly onlyV6?: boolean;
}

/** A UDP socket as a source: readable when a datagram waits, writable when one may be sent. */
export class UdpSocket extends UdpOptions {
  readonly #error: PendingError = new PendingError(this);
  readonly #queue: DatagramQueue;
  readonly #isOnlyV6: boolean;
  #peer: SocketAddr | undefined;
  #lastFrom: SocketAddr | undefined;
  /** Bytes, and datagrams, on their way out. */
  #sending = 0;
  #underway = 0;
  #isClosed = false;

  private constructor(inner: Socket, options: UdpBindOptions) {
    super(inner);
    this.#queue = new DatagramQueue(options);
    this.#isOnlyV6 = options.onlyV6 === true;
    inner.on("message", (bytes, from) => this.#receive(bytes, from));
    inner.on("error", (error) => this.#error.set(error, Ready.READABLE | Ready.WRITABLE));
    this.signal(Ready.WRITABLE);
  }

  /**
   * A socket at an address: with port 0 at a free port, which `localAddr()` says.
   *
   * @throws NetworkError if the address is in use or may not be bound; TypeError or RangeError if it is
   * none, or an option is out of range.
   */
  static override async bind(
    addr: SocketAddrLike,
    options: UdpBindOptions = {},
  ): Promise<UdpSocket> {
    const { address, port, isIpv6 } = socketAddr(addr);
    const inner = createSocket({
      type: isIpv6 ? "udp6" : "udp4",
      reuseAddr: options.reuseAddr ?? false,
      ipv6Only: options.onlyV6 ?? false,
      // Addresses are numbers already: nobody has to look them up.
      lookup: (host, _options, found) => found(null, host, isIpv6 ? 6 : 4),
    });
    const bound = once(inner, "listening");
    inner.bind({ address, port });
    try {
      await bound;
    } catch (error) {
      throw networkError(error as Error);
    }
    return new UdpSocket(inner, options);
  }

  /** A socket of node:dgram that is bound; its messages are the source's from now on. */
  static fromStd(inner: Socket, options: QueueOptions = {}): UdpSocket {
    return new UdpSocket(inner, options);
  }

  /**
   * Sends to and receives from this address only.
   *
   * @throws NetworkError if the system refuses; TypeError or RangeError if `addr` is no address.
   */
  async connect(addr: SocketAddrLike): Promise<void> {
    const peer = socketAddr(addr);
    if (this.#peer !== undefined) this.inner.disconnect();
    this.#peer = undefined;
    await new Promise<void>((resolve, reject) => {
      this.inner.connect(peer.port, peer.address, (error?: Error) => {
        if (error === undefined) resolve();
        else reject(networkError(error));
      });
    });
    this.#peer = peer;
  }

  /**
   * Sends a datagram: answers its bytes, or `WOULD_BLOCK` while too many are on their way. They are copied:
   * `from` is the caller's again. What goes wrong later is the error that waits.
   *
   * @throws NetworkError the error that is waiting, `EDESTADDRREQ` if the socket is not connected,
   * `EMSGSIZE` if no datagram is as large; TypeError if `from` is no Uint8Array.
   */
  send(from: Uint8Array): number | WouldBlock {
    if (this.#peer === undefined) {
      throw new NetworkError("the socket is not connected: use sendTo()", "EDESTADDRREQ");
    }
    return this.#send(from);
  }

  /** As `send`, to any address; the socket must not be connected (`EISCONN`). @throws as `send`. */
  sendTo(from: Uint8Array, addr: SocketAddrLike): number | WouldBlock {
    const to = socketAddr(addr);
    if (this.#peer !== undefined) {
      throw new NetworkError("the socket is connected: use send()", "EISCONN");
    }
    return this.#send(from, to);
  }

  /**
   * Takes the first datagram that waits: answers how many bytes of it are in `into`, or `WOULD_BLOCK`. What
   * there is no room for is lost, as in a kernel of Unix.
   *
   * @throws NetworkError the error that is waiting; TypeError if `into` is no Uint8Array.
   */
  recv(into: Uint8Array): number | WouldBlock {
    const answer = this.recvFrom(into);
    return answer === WOULD_BLOCK ? answer : answer[0];
  }

  /** As `recv`, and where it came from. @throws as `recv`. */
  recvFrom(into: Uint8Array): [number, SocketAddr] | WouldBlock {
    const first = this.#first(into);
    if (first === WOULD_BLOCK) return first;
    this.#queue.shift();
    return [copy(first, into), first.from];
  }

  /** As `recv`, but the datagram still waits. @throws as `recv`. */
  peek(into: Uint8Array): number | WouldBlock {
    const first = this.#first(into);
    return first === WOULD_BLOCK ? first : copy(first, into);
  }

  /** As `peek`, and where it came from. @throws as `recv`. */
  peekFrom(into: Uint8Array): [number, SocketAddr] | WouldBlock {
    const first = this.#first(into);
    return first === WOULD_BLOCK ? first : [copy(first, into), first.from];
  }

  /** Datagrams that found no room to wait. The kernel drops others, which Node cannot count. */
  get dropped(): number {
    return this.#queue.dropped;
  }

  /** @throws NetworkError (`EBADF`) if it is closed. */
  localAddr(): SocketAddr {
    if (this.#isClosed) throw new NetworkError("the socket is closed", "EBADF");
    const { address, port } = this.inner.address();
    return new SocketAddr(address, port);
  }

  /** @throws NetworkError (`ENOTCONN`) if it is not connected. */
  peerAddr(): SocketAddr {
    if (this.#peer === undefined) throw new NetworkError("the socket is not connected", "ENOTCONN");
    return this.#peer;
  }

  /** Whether `bind` was told so. */
  onlyV6(): boolean {
    return this.#isOnlyV6;
  }

  /** The error that is waiting to be seen; undefined if there is none. It is seen by that. */
  takeError(): NetworkError | undefined {
    return this.#error.take();
  }

  /** Deregisters the source and closes the socket, once all is sent. Does nothing twice. */
  close(): void {
    if (this.#isClosed) return;
    this.leave();
    this.#isClosed = true;
    if (this.#underway === 0) this.inner.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  protected override blockable(): number {
    return this.#sending < DATAGRAM_SEND_BYTES ? Ready.READABLE : Ready.READABLE | Ready.WRITABLE;
  }

  #receive(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    // Most come from where the last one did.
    const last = this.#lastFrom;
    const isSame = last?.address === address && last.port === port;
    const from = isSame ? last : new SocketAddr(address, port);
    this.#lastFrom = from;
    if (this.#queue.push(bytes, from)) this.signal(Ready.READABLE);
  }

  #first(into: Uint8Array): Datagram | WouldBlock {
    checkBytes("into", into);
    const { first } = this.#queue;
    if (first !== undefined) return first;
    this.#error.check();
    this.block(Ready.READABLE);
    return WOULD_BLOCK;
  }

  #send(from: Uint8Array, to?: SocketAddr): number | WouldBlock {
    checkBytes("from", from);
    this.#error.check();
    if (this.#isClosed) throw new NetworkError("the socket is closed", "EBADF");
    const most =
      (to ?? this.#peer)?.isIpv6 === true ? DATAGRAM_BYTES_MAX_V6 : DATAGRAM_BYTES_MAX_V4;
    const size = from.length;
    if (size > most) {
      throw new NetworkError(`a datagram has at most ${most} bytes, not ${size}`, "EMSGSIZE");
    }
    if (this.#sending >= DATAGRAM_SEND_BYTES) {
      this.block(Ready.WRITABLE);
      return WOULD_BLOCK;
    }
    this.#sending += size;
    this.#underway += 1;
    const sent = (error: Error | null): void => this.#onSent(size, error);
    const bytes = Buffer.from(from);
    if (to === undefined) this.inner.send(bytes, sent);
    else this.inner.send(bytes, to.port, to.address, sent);
    return size;
  }

  #onSent(size: number, error: Error | null): void {
    this.#sending -= size;
    this.#underway -= 1;
    if (error !== null) this.#error.set(error, Ready.READABLE | Ready.WRITABLE);
    if (this.#sending < DATAGRAM_SEND_BYTES) this.signal(Ready.WRITABLE);
    if (this.#isClosed && this.#underway === 0) this.inner.close();
  }
}

function copy({ bytes }: Datagram, into: Uint8Array): number {
  const size = Math.min(bytes.length, into.length);
  into.set(bytes.subarray(0, size));
  return size;
}
