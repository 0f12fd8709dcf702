import type { Socket } from "node:net";
import { type BindOptions, ListenerSource } from "./listener-source.js";
import { UnixAddr } from "./unix-addr.js";
import { UnixStream } from "./unix-stream.js";

/**
 * A listening Unix socket, or named pipe of Windows, as a source. Unlike mio's, it removes the file of the
 * socket when it is closed: Node does.
 */
export class UnixListener extends ListenerSource<UnixStream, UnixAddr> {
  readonly #local: UnixAddr;

  private constructor(path: string, options: BindOptions) {
    super(options);
    this.#local = new UnixAddr(path);
  }

  /**
   * Listens at a path. On Linux one that begins with NUL is an abstract address; on Windows
   * `\\.\pipe\name` is a named pipe.
   *
   * @throws NetworkError if there is something at the path already, or it may not be bound.
   */
  static override async bind(path: string, options: BindOptions = {}): Promise<UnixListener> {
    const listener = new UnixListener(path, options);
    await listener.listen({ path }, options);
    return listener;
  }

  localAddr(): UnixAddr {
    return this.#local;
  }

  /** Who dialed has no name. */
  protected override addressOf(socket: Socket): UnixAddr | undefined {
    return socket.destroyed ? undefined : new UnixAddr();
  }

  protected override wrap(socket: Socket, address: UnixAddr): UnixStream {
    return new UnixStream(socket, this.#local, address);
  }
}
