import { type Server, type Socket, createServer } from "node:net";
import { ConnectionClosedError } from "../errors.js";
import { type Endpoint, listeningEndpoint, unixEnds } from "./endpoint.js";
import type { EventLoop } from "./loop.js";
import { type Place, target } from "./place.js";
import { Transport, networkError } from "./transport.js";

export interface AcceptorOptions extends Place {
  readonly backlog: number;
}

/** A listening socket: each connection comes out as a transport. */
export class Acceptor {
  readonly #server: Server;
  readonly #options: AcceptorOptions;
  #giveUp: ((error: Error) => void) | undefined;
  #isClosed = false;

  /** `onAccept` must open the transport or destroy it before it returns. */
  constructor(loop: EventLoop, options: AcceptorOptions, onAccept: (transport: Transport) => void) {
    this.#options = options;
    const { noDelay, keepAliveMs, path } = options;
    const server = createServer({
      allowHalfOpen: true,
      noDelay,
      keepAlive: keepAliveMs > 0,
      keepAliveInitialDelay: keepAliveMs,
    });
    const ends = path === undefined ? undefined : unixEnds(path, true);
    server.on("connection", (socket: Socket) => {
      onAccept(new Transport(loop, socket, undefined, ends));
    });
    this.#server = server;
  }

  /**
   * @throws NetworkError if the address is in use or may not be bound; ConnectionClosedError if it is
   * closed meanwhile.
   */
  listen(onError: (error: Error) => void): Promise<Endpoint> {
    const { backlog } = this.#options;
    const server = this.#server;
    return new Promise((resolve, reject) => {
      const refuse = (error: Error): void => reject(networkError(error));
      this.#giveUp = reject;
      server.once("error", refuse);
      server.listen({ ...target(this.#options), backlog }, () => {
        this.#giveUp = undefined;
        server.off("error", refuse);
        if (this.#isClosed) server.close();
        server.on("error", (error) => onError(networkError(error)));
        resolve(listeningEndpoint(server));
      });
    });
  }

  /** Stops listening; connections live on. */
  close(): void {
    this.#isClosed = true;
    this.#giveUp?.(new ConnectionClosedError("the server was stopped while it was starting"));
    this.#server.close();
  }
}
