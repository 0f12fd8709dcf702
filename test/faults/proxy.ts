import { once } from "node:events";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { Flow } from "./flow.js";
import { inTime } from "./waits.js";

/** A connection through the proxy: two sockets, and what passes between them. */
export class ProxyLink {
  /** From the client to the server. */
  readonly up: Flow;
  /** From the server to the client. */
  readonly down: Flow;
  readonly #near: Socket;
  readonly #far: Socket;

  constructor(near: Socket, far: Socket) {
    this.#near = near;
    this.#far = far;
    this.up = new Flow(near, far);
    this.down = new Flow(far, near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      // A reset is handed on at once; a FIN by the flow, behind all that came before.
      socket.on("error", () => other.resetAndDestroy());
    }
  }

  /** RST both ways, now. */
  reset(): void {
    this.#near.resetAndDestroy();
    this.#far.resetAndDestroy();
  }

  destroy(): void {
    this.#near.destroy();
    this.#far.destroy();
  }
}

/** Stands between clients and a server, and treats what passes as it is told to. */
export class Proxy {
  readonly port: number;
  /** Hears of each link before anything has passed. */
  onLink: (link: ProxyLink) => void = () => undefined;
  readonly #server: Server;
  readonly #links = new Set<ProxyLink>();

  static async start(target: number): Promise<Proxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, "127.0.0.1");
    await inTime("the proxy to listen", once(server, "listening"));
    return new Proxy(server, target);
  }

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (near) => {
      const far = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
      const link = new ProxyLink(near, far);
      this.#links.add(link);
      near.on("close", () => this.#links.delete(link));
      this.onLink(link);
    });
  }

  stop(): void {
    this.#server.close();
    for (const link of this.#links) link.destroy();
  }
}
