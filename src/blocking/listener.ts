import { ConnectionClosedError, NetworkError, ResourceError, TimeoutError } from "../errors.js";
import { THREAD_START_MS } from "../limits.js";
import { type AcceptStatus, CLOSED, WOULD_BLOCK } from "../link/status.js";
import { timeoutOf } from "../link/wait.js";
import type { Endpoint } from "../reactor/byte-stream.js";
import { Desk } from "./desk.js";
import { BlockingLink } from "./link.js";
import type { News, Trouble } from "./messages.js";
import {
  type BlockingParts,
  type BlockingSource,
  blockingBounds,
  blockingParts,
} from "./options.js";
import type { BlockingWait } from "./protocol.js";

export interface BlockingListenSettings {
  /** 0 to 65,535; by default 0: any free one. */
  readonly port?: number | undefined;
  /** Connections that the kernel queues: by default 511. */
  readonly backlog?: number;
  /** Most connections at once; the one too many is closed. By default no bound. */
  readonly maxConnections?: number;
}

/** Accepts links; `accept` blocks. One thread has the sockets of all of them. */
export class BlockingListener<In, Out = In, Session = undefined> implements Disposable {
  readonly #parts: BlockingParts<In, Out, Session>;
  readonly #desk: Desk;
  readonly #links = new Map<number, BlockingLink<In, Out, Session>>();
  readonly #waiting: BlockingLink<In, Out, Session>[] = [];
  #address: Endpoint | undefined;
  #trouble: Trouble | undefined;
  #isClosed = false;
  #rejected = 0;
  // Of those, how many `tryAccept` has told.
  #told = 0;

  /** For `listen()`, which makes listeners. */
  constructor(options: BlockingListenSettings & BlockingSource<In, Out, Session>) {
    this.#parts = blockingParts(options, "service", 0);
    const { target, beats, spinMs } = this.#parts;
    const order = { target, beats, spinMs, dial: undefined, listen: blockingBounds(options) };
    this.#desk = new Desk(order, (news) => this.#hear(news));
    const isReady = (): boolean => this.#address !== undefined || this.#trouble !== undefined;
    this.#desk.wait(isReady, THREAD_START_MS);
    if (this.#address !== undefined) return;
    this.#desk.stop();
    throw this.#failure();
  }

  #failure(): NetworkError {
    const { message = "the listener failed", code = "UNKNOWN" } = this.#trouble ?? {};
    return new NetworkError(message, code);
  }

  #hear(news: News): void {
    switch (news.type) {
      case "listening":
        this.#address = news.address;
        break;
      case "failed":
        this.#trouble = news.trouble;
        break;
      case "rejected":
        ++this.#rejected;
        break;
      case "opened": {
        const { id } = news;
        const { address, family, port } = this.address;
        const lineage = family === "unix" ? address : `${address}:${port}`;
        const gone = (): void => void this.#links.delete(id);
        const link = new BlockingLink(this.#parts, this.#desk, news, lineage, gone);
        this.#links.set(id, link);
        this.#waiting.push(link);
        break;
      }
      default:
        this.#links.get(news.id)?.hear(news);
    }
  }

  /** Where it listens. */
  get address(): Endpoint {
    return this.#address ?? { address: "", family: "", port: 0 };
  }

  /** Connections that were closed at once, over `maxConnections`. */
  get rejected(): number {
    this.#desk.wait(() => true, 0);
    return this.#rejected;
  }

  /**
   * The next link, its handshake done.
   *
   * @throws TimeoutError if none comes in time; what `onConnect` throws: the link is gone then, the
   * listener goes on; ConnectionClosedError if the listener is closed; NetworkError if it has failed.
   */
  accept({ timeoutMs }: BlockingWait = {}): BlockingLink<In, Out, Session> {
    const limitMs = timeoutOf(timeoutMs);
    if (this.#isClosed) throw new ConnectionClosedError("the listener is closed");
    const hasNews = (): boolean => this.#waiting.length > 0 || this.#trouble !== undefined;
    if (!this.#desk.wait(hasNews, limitMs)) throw new TimeoutError("nobody came in time");
    const link = this.#waiting.shift();
    if (link === undefined) throw this.#failure();
    this.#shakeHands(link);
    return link;
  }

  #shakeHands(link: BlockingLink<In, Out, Session>): void {
    try {
      this.#parts.protocol.onConnect?.(link);
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /**
   * The next link, if there is one; or who was rejected meanwhile, each once. Only a handshake blocks, if the
   * protocol has one: what it throws rejects the link.
   */
  tryAccept(): AcceptStatus<BlockingLink<In, Out, Session>> {
    if (this.#isClosed) return CLOSED;
    this.#desk.wait(() => true, 0);
    const link = this.#waiting.shift();
    if (link !== undefined) {
      try {
        this.#shakeHands(link);
        return { status: "accepted", link };
      } catch (error) {
        return { status: "rejected", error };
      }
    }
    if (this.#rejected > this.#told) {
      ++this.#told;
      const text = "a connection was refused: max-connections";
      return { status: "rejected", error: new ResourceError("slots-exhausted", text) };
    }
    return this.#trouble === undefined ? WOULD_BLOCK : CLOSED;
  }

  /** Links that are open, accepted or not. */
  links(): BlockingLink<In, Out, Session>[] {
    return [...this.#links.values()];
  }

  /** Stops listening, and closes all its links with their farewell. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#desk.call({ type: "stop" });
    for (const link of this.links()) link.close();
    this.#desk.stop();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
