import { connect } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { DuplexSource } from "./duplex-source.js";
import { UnixAddr } from "./unix-addr.js";

/** A connection through a Unix socket, or through a named pipe of Windows, as a source. */
export class UnixStream extends DuplexSource {
  readonly #local: UnixAddr;
  readonly #peer: UnixAddr;

  /** For listeners; users have `connect`, `fromStd` and `pair`. */
  constructor(inner: Duplex, local: UnixAddr = new UnixAddr(), peer: UnixAddr = new UnixAddr()) {
    super(inner);
    this.#local = local;
    this.#peer = peer;
  }

  /**
   * Begins to connect and answers at once. On Linux a path that begins with NUL is an abstract address;
   * on Windows `\\.\pipe\name` is a named pipe.
   */
  static connect(path: string): UnixStream {
    const socket = connect({ path, allowHalfOpen: true });
    return new UnixStream(socket, new UnixAddr(), new UnixAddr(path));
  }

  /** A socket of node:net, or any Duplex of bytes, which is the stream's from now on. */
  static fromStd(inner: Duplex): UnixStream {
    return new UnixStream(inner);
  }

  /** Two ends that are connected, in memory: Node has no socketpair. */
  static pair(): [UnixStream, UnixStream] {
    const [one, other] = duplexPair();
    return [new UnixStream(one), new UnixStream(other)];
  }

  localAddr(): UnixAddr {
    return this.#local;
  }

  peerAddr(): UnixAddr {
    return this.#peer;
  }
}
