import { type Server, type Socket, createServer } from "node:net";
import { ConnectionClosedError } from "../errors.js";
import { type ArrivalHost, type ArrivalOptions, Arrivals } from "./arrivals.js";
import { type Endpoint, listeningEndpoint, unixEnds } from "./endpoint.js";
import { keepAlive } from "./keep-alive.js";
import type { EventLoop } from "./loop.js";
import { type Place, target } from "./place.js";
import { networkError } from "./network-error.js";

export interface AcceptorOptions extends Place, ArrivalOptions {
  readonly backlog: number;
}

/** A listening socket: each connection comes out as a transport. */
export class Acceptor {
  readonly #server: Server;
  readonly #options: AcceptorOptions;
  readonly #arrivals: Arrivals;
  #giveUp: ((error: Error) => void) | undefined;
  #isClosed = false;

  constructor(loop: EventLoop, options: AcceptorOptions, host: ArrivalHost) {
    this.#options = options;
    const { noDelay, path } = options;
    const server = createServer({ allowHalfOpen: true, noDelay });
    const ends = path === undefined ? undefined : unixEnds(path, true);
    this.#arrivals = new Arrivals(loop, options, host);
    server.on("connection", (socket: Socket) => {
      // The option of a server has no effect in Deno.
      keepAlive(socket, options.keepAlive);
      this.#arrivals.receive(socket, ends);
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

  /** Stops listening; connections live on, those that are not made yet are not. */
  close(): void {
    this.#isClosed = true;
    this.#arrivals.close();
    this.#giveUp?.(new ConnectionClosedError("the server was stopped while it was starting"));
    this.#server.close();
  }
}
