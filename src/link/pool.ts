import { integer } from "../core/check.js";
import { ConnectionClosedError, ResourceError, TimeoutError } from "../errors.js";
import { POOL_LINKS } from "../limits.js";
import type { Link } from "./link.js";
import type { LinkListener } from "./listener.js";
import type { SendStatus } from "./status.js";
import { WaitLine, type WaitOptions } from "./wait.js";

const LINKS_MAX: number = 2 ** 20;

/** A message, and the link that it came on. */
export interface PoolMessage<In, Out, Session = undefined, State = undefined> {
  readonly link: Link<In, Out, Session, State>;
  readonly message: In;
}

/** What `LinkPool.trySend` answers: the status, and the link whose turn it was; none if none is there. */
export type PoolSendStatus<In, Out, Session = undefined, State = undefined> = SendStatus & {
  readonly link: Link<In, Out, Session, State> | undefined;
};

/**
 * Several links as one: messages go to each in turn, and come from each in turn. A link that ends leaves;
 * what had arrived on it can still be received.
 *
 * @example
 * const pool = new LinkPool({ linksMax: 8 });
 * for (const port of [9001, 9002]) pool.add(await connect({ port, codec }));
 * await pool.send(request); // to 9001; the next one to 9002
 */
export class LinkPool<In, Out = In, Session = undefined, State = undefined>
  implements AsyncIterable<PoolMessage<In, Out, Session, State>>, AsyncDisposable
{
  readonly #linksMax: number;
  /** Open ones, in the order of their turns. */
  #open: Link<In, Out, Session, State>[] = [];
  /** Those, and ended ones that were not received from to the end. */
  #readable: Link<In, Out, Session, State>[] = [];
  readonly #line = new WaitLine<void>();
  #nextOut = 0;
  #nextIn = 0;
  #isClosed = false;

  /**
   * `linksMax`: 1 to 2^20, by default 1,024.
   *
   * @throws TypeError or RangeError if that is no such number.
   */
  constructor({ linksMax = POOL_LINKS }: { readonly linksMax?: number } = {}) {
    this.#linksMax = integer("linksMax", linksMax, 1, LINKS_MAX);
  }

  /** Links that are open. */
  get length(): number {
    return this.#open.length;
  }

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  get hasCapacity(): boolean {
    return this.#open.length < this.#linksMax;
  }

  links(): Link<In, Out, Session, State>[] {
    return [...this.#open];
  }

  /** Whether every link is connected, as its protocol says. */
  get isConnected(): boolean {
    return this.#open.every((link) => link.isConnected);
  }

  /**
   * Takes a link in. From then on the pool receives from it.
   *
   * @throws ResourceError (`link-pool-full`); ConnectionClosedError if the pool is closed; TypeError if the
   * link is in it already.
   */
  add(link: Link<In, Out, Session, State>): void {
    if (this.#isClosed) throw new ConnectionClosedError("the pool is closed");
    if (this.#open.includes(link)) {
      throw new TypeError('"link" expected to be new to the pool, got one that is in it');
    }
    if (!this.hasCapacity) {
      throw new ResourceError("link-pool-full", `the pool has ${this.#linksMax} links already`);
    }
    this.#open.push(link);
    this.#readable.push(link);
    link.watch(() => this.#line.serveAll());
    void link.closed.then(() => this.#leave(link));
    this.#line.serveAll();
  }

  /** Takes in whoever a listener accepts, until it is closed; closes those that are too many. */
  async fill(listener: LinkListener<In, Out, Session, State>): Promise<void> {
    for await (const link of listener) {
      if (this.hasCapacity && !this.#isClosed) this.add(link);
      else void link.close();
    }
  }

  #leave(link: Link<In, Out, Session, State>): void {
    const at = this.#open.indexOf(link);
    if (at < 0) return;
    this.#open.splice(at, 1);
    if (at < this.#nextOut) --this.#nextOut;
    this.#line.serveAll();
  }

  /** The link whose turn it is to send; the same one until something was sent on it. */
  #current(): Link<In, Out, Session, State> | undefined {
    if (this.#nextOut >= this.#open.length) this.#nextOut = 0;
    return this.#open[this.#nextOut];
  }

  /**
   * Sends to the link whose turn it is. Answers which.
   *
   * @throws ConnectionClosedError if there is none; otherwise as `Link.send`.
   */
  async send(message: Out, options?: WaitOptions): Promise<Link<In, Out, Session, State>> {
    const link = this.#current();
    if (link === undefined) throw new ConnectionClosedError("the pool has no link");
    ++this.#nextOut;
    await link.send(message, options);
    return link;
  }

  /** Sends to the link whose turn it is, if that takes no waiting; if not, its turn is not over. */
  trySend(message: Out): PoolSendStatus<In, Out, Session, State> {
    const link = this.#current();
    if (link === undefined) return { status: "closed", link };
    const { status } = link.trySend(message);
    if (status !== "would-block") ++this.#nextOut;
    return { status, link };
  }

  /** Sends to all, without waiting; answers to how many, and who would have had to be waited for. */
  broadcast(message: Out): {
    readonly sent: number;
    readonly blocked: readonly Link<In, Out, Session, State>[];
  } {
    const blocked: Link<In, Out, Session, State>[] = [];
    let sent = 0;
    for (const link of [...this.#open]) {
      const { status } = link.trySend(message);
      if (status === "sent") ++sent;
      else if (status === "would-block") blocked.push(link);
    }
    return { sent, blocked };
  }

  /**
   * The next message of any link, each in turn.
   *
   * @throws TimeoutError or the signal's reason if none comes in time; ConnectionClosedError if the pool is
   * closed.
   */
  async recv(options: WaitOptions = {}): Promise<PoolMessage<In, Out, Session, State>> {
    const { timeoutMs, signal } = options;
    const deadline = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
    for (;;) {
      const found = this.tryRecv();
      if (found !== undefined) return found;
      if (this.#isClosed) throw new ConnectionClosedError("the pool is closed");
      const leftMs = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
      const wait = { timeoutMs: leftMs === undefined ? undefined : Math.ceil(leftMs), signal };
      await this.#line.join(wait, () => new TimeoutError("no message came in time"));
    }
  }

  /** The next message of any link, if there is one. */
  tryRecv(): PoolMessage<In, Out, Session, State> | undefined {
    for (let count = this.#readable.length; count > 0; --count) {
      if (this.#nextIn >= this.#readable.length) this.#nextIn = 0;
      const link = this.#readable[this.#nextIn];
      if (link === undefined) return undefined;
      const taken = link.tryRecv();
      if (taken.status === "closed") {
        this.#readable.splice(this.#nextIn, 1);
        continue;
      }
      ++this.#nextIn;
      if (taken.status === "received") return { link, message: taken.message };
    }
    return undefined;
  }

  /** Messages of all links, until the pool is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<
    PoolMessage<In, Out, Session, State>,
    void,
    undefined
  > {
    for (;;) {
      try {
        yield await this.recv();
      } catch (error) {
        if (this.#isClosed && error instanceof ConnectionClosedError) return;
        throw error;
      }
    }
  }

  /** Closes all links, with their farewell, and the pool. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#open.map((link) => link.close()));
    this.#line.serveAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
