/// <reference lib="esnext.disposable" preserve="true" />
import { once } from "node:events";
import { type ListenOptions, type Server, type Socket, createServer } from "node:net";
import type { NetworkError } from "../errors.js";
import { integer } from "../core/check.js";
import { networkError } from "../reactor/network-error.js";
import { ACCEPT_QUEUE_MAX } from "../limits.js";
import { IoSource } from "./io-source.js";
import { PendingError } from "./pending-error.js";
import { Ready } from "./ready.js";
import { WOULD_BLOCK, type WouldBlock } from "./would-block.js";

/** Options of `bind`. */
export interface BindOptions {
  /** Connections that the kernel queues: 1 to 65,535, by default 128. */
  readonly backlog?: number;
  /**
   * Connections that wait here for `accept()`, as Node takes them from the kernel unasked: 1 to 65,536, by
   * default 4,096. Those beyond are reset, and counted in `dropped`.
   */
  readonly queue?: number;
}

/** A listening socket as a source: connections wait, unread, until they are accepted. */
export abstract class ListenerSource<Stream, Address> extends IoSource {
  protected readonly server: Server;
  readonly #error: PendingError = new PendingError(this);
  readonly #waiting: Socket[] = [];
  readonly #most: number;
  #dropped = 0;

  /** @throws TypeError or RangeError if an option is out of range. */
  protected constructor({ queue = ACCEPT_QUEUE_MAX }: BindOptions) {
    super();
    this.#most = integer("queue", queue, 1, 65_536);
    this.server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      this.#receive(socket);
    });
  }

  /** Connections that were reset because too many waited for `accept()`. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * The connection that has waited longest, and where it comes from; `WOULD_BLOCK` if none waits.
   *
   * @throws NetworkError the error that is waiting.
   */
  accept(): [Stream, Address] | WouldBlock {
    for (;;) {
      const socket = this.#waiting.shift();
      if (socket === undefined) break;
      const address = this.addressOf(socket);
      if (address !== undefined) return [this.wrap(socket, address), address];
      // It was gone before it was asked for.
      socket.destroy();
    }
    this.#error.check();
    this.block(Ready.READABLE);
    return WOULD_BLOCK;
  }

  /** The error that is waiting to be seen; undefined if there is none. It is seen by that. */
  takeError(): NetworkError | undefined {
    return this.#error.take();
  }

  /** Deregisters the source and listens no longer; connections that wait are reset. Does nothing twice. */
  close(): void {
    this.leave();
    this.server.close();
    for (const socket of this.#waiting.splice(0)) socket.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @throws NetworkError if it may not listen there; TypeError or RangeError if `backlog` is no number. */
  protected async listen(options: ListenOptions, { backlog = 128 }: BindOptions): Promise<void> {
    const { server } = this;
    server.listen({ ...options, backlog: integer("backlog", backlog, 1, 65_535) });
    try {
      await once(server, "listening");
    } catch (error) {
      throw networkError(error as Error);
    }
    server.on("error", (error) => this.#error.set(error, Ready.READABLE));
  }

  /** Undefined if the peer is gone already. */
  protected abstract addressOf(socket: Socket): Address | undefined;
  protected abstract wrap(socket: Socket, address: Address): Stream;

  #receive(socket: Socket): void {
    if (this.#waiting.length < this.#most) {
      this.#waiting.push(socket);
      this.signal(Ready.READABLE);
    } else {
      this.#dropped += 1;
      socket.resetAndDestroy();
    }
  }
}
