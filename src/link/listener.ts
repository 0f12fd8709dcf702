import { integer } from "../core/check.js";
import { Engine, type EngineStats } from "../engine/engine.js";
import type { CloseReason, NetworkEvent } from "../engine/handler.js";
import { connectionOptions, loopFor, maxConnectionsOf, signalOf } from "../engine/options.js";
import { ConnectionClosedError, ResourceError } from "../errors.js";
import { BACKLOG, GRACE_MS, TIMER_MS_MAX } from "../limits.js";
import { Acceptor } from "../reactor/acceptor.js";
import { type ArrivalSettings, arrivalOptions } from "../reactor/arrival-options.js";
import type { Endpoint } from "../reactor/byte-stream.js";
import type { EventLoop } from "../reactor/loop.js";
import { placeOf } from "../reactor/place.js";
import { AcceptQueue } from "./accept-queue.js";
import { Exchange } from "./exchange.js";
import { wireHandler } from "./handler.js";
import { Link, type LinkHost } from "./link.js";
import { type LinkSettings, linkParts, withTolerance } from "./options.js";
import type { LinkParts } from "./parts.js";
import { sayFarewell, shakeHands } from "./rites.js";
import type { SpeechSource } from "./speech.js";
import type { AcceptStatus } from "./status.js";
import type { WaitOptions } from "./wait.js";
import { Wire } from "./wire.js";

/** Options of `listen` beside what is spoken. */
export interface ListenSettings extends Omit<ArrivalSettings, "handshakeTimeoutMs"> {
  /** 0 to 65,535; by default 0: any free one. */
  readonly port?: number | undefined;
  /** A Unix socket or Windows pipe, instead of host and port. */
  readonly path?: string | undefined;
  /** Connections that the kernel queues, and links that wait for `accept()`: by default 511. */
  readonly backlog?: number;
  /** Most connections at once, handshakes included; the one too many is closed. By default no bound. */
  readonly maxConnections?: number;
  /** Gets what is no link's: a listener that fails, say. */
  readonly onError?: (error: unknown) => void;
  /** Closes the listener and its links, without grace, when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

export type ListenerOptions<In, Out, Session, State> = ListenSettings &
  SpeechSource &
  LinkSettings<In, Out, Session, State>;

function addressName(address: Endpoint): string {
  return address.family === "unix" ? address.address : `${address.address}:${address.port}`;
}

/** Accepts links. Each has its handshake by itself: a slow one keeps nobody waiting. */
export class LinkListener<In, Out = In, Session = undefined, State = undefined>
  implements AsyncIterable<Link<In, Out, Session, State>>, AsyncDisposable
{
  readonly #loop: EventLoop;
  readonly #parts: LinkParts<In, Out, Session, State>;
  readonly #engine: Engine<In, Out, Wire<In, Out, State>>;
  readonly #acceptor: Acceptor;
  readonly #signal: AbortSignal | undefined;
  readonly #backlog: number;
  readonly #onError: (error: unknown) => void;
  readonly #queue = new AcceptQueue<Link<In, Out, Session, State>>();
  readonly #links = new Set<Link<In, Out, Session, State>>();
  readonly #onAbort = (): void => void this.close({ graceMs: 0 });
  #address: Endpoint = { address: "", family: "", port: 0 };
  #closed: Promise<void> | undefined;

  /** For `listen()`, which makes listeners. */
  constructor(options: ListenerOptions<In, Out, Session, State>) {
    this.#loop = loopFor(options.loop);
    this.#parts = linkParts(options, "service");
    this.#signal = signalOf(options.signal);
    this.#backlog = integer("backlog", options.backlog ?? BACKLOG, 1, 65_535);
    this.#onError = options.onError ?? (() => undefined);
    const { speech, heartbeat } = this.#parts;
    const maxConnections = maxConnectionsOf(options.maxConnections);
    const settings = withTolerance(options, heartbeat.toleranceMs);
    const engineOptions = {
      ...connectionOptions({ ...settings, codec: speech.codec, framing: undefined }, true),
      maxConnections,
      createSession: () => new Wire<In, Out, State>(this.#parts.createState()),
    };
    const handler = wireHandler<In, Out, State>(speech, {
      opened: (wire) => this.#opened(wire),
      error: (error) => this.#onError(error),
      event: (event) => this.#heard(event),
    });
    this.#engine = new Engine(this.#loop, engineOptions, handler);
    const acceptorOptions = {
      ...placeOf(options, 0),
      ...arrivalOptions(options),
      backlog: this.#backlog,
    };
    this.#acceptor = new Acceptor(this.#loop, acceptorOptions, {
      hasPlace: (arriving) => this.#engine.connectionCount + arriving < maxConnections,
      arrived: (transport) => {
        if (this.#queue.isClosed) transport.destroy();
        else this.#engine.accept(transport);
      },
      dropped: (reason, remote, error) => this.#engine.drop(reason, remote, error),
    });
  }

  /** For `listen()`. @throws As there. */
  async start(): Promise<void> {
    this.#signal?.throwIfAborted();
    this.#loop.throwIfStopping();
    this.#loop.enter(this);
    this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
    try {
      this.#address = await this.#acceptor.listen((error) => this.#onError(error));
    } catch (error) {
      this.#signal?.removeEventListener("abort", this.#onAbort);
      this.#loop.leave(this);
      throw error;
    }
  }

  #heard(event: NetworkEvent): void {
    if (event.type !== "connectionDropped" || this.#queue.isClosed) return;
    const text = `a connection was refused: ${event.reason}`;
    this.#queue.reject(event.error ?? new ResourceError("slots-exhausted", text));
  }

  #opened(wire: Wire<In, Out, State>): void {
    const exchange = new Exchange(this.#parts);
    const host = this.#hostOf(exchange);
    const link = new Link(exchange, host);
    exchange.attach(wire, false);
    const welcome = (): void => {
      if (!wire.isOpen && exchange.inbox.length === 0) {
        this.#queue.reject(new ConnectionClosedError("the connection was closed in the handshake"));
      } else if (this.#queue.isClosed || this.#queue.length >= this.#backlog) {
        void link.close();
      } else {
        exchange.attach(wire, true);
        this.#links.add(link);
        void link.closed.then(() => this.#links.delete(link));
        this.#queue.put(link);
      }
    };
    // Without a handshake nothing stands between the connection and the link.
    if (this.#parts.protocol.onConnect === undefined) welcome();
    else shakeHands(exchange, wire).then(welcome, (error: unknown) => this.#queue.reject(error));
  }

  #hostOf(exchange: Exchange<In, Out, Session, State>): LinkHost {
    let farewell: Promise<CloseReason> | undefined;
    const host: LinkHost = {
      isAccepted: true,
      lineage: addressName(this.#address),
      close: () => (farewell ??= sayFarewell(exchange, host)),
      abort: () => {
        exchange.wire?.connection.abort();
      },
    };
    return host;
  }

  /**
   * The next link, once its handshake is done. Those that were rejected are passed over.
   *
   * @throws TimeoutError or the signal's reason if none comes in time; ConnectionClosedError if the
   * listener is closed.
   */
  accept(options: WaitOptions = {}): Promise<Link<In, Out, Session, State>> {
    return this.#queue.take(options);
  }

  /** The next link, if there is one; or who was rejected meanwhile, each once. */
  tryAccept(): AcceptStatus<Link<In, Out, Session, State>> {
    return this.#queue.tryTake();
  }

  /** Links, until the listener is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Link<In, Out, Session, State>, void, undefined> {
    for (;;) {
      try {
        yield await this.accept();
      } catch (error) {
        if (this.#queue.isClosed && error instanceof ConnectionClosedError) return;
        throw error;
      }
    }
  }

  /** Where it listens. */
  get address(): Endpoint {
    return this.#address;
  }

  /** Links that are open, whether they were accepted yet or not. */
  links(): Link<In, Out, Session, State>[] {
    return [...this.#links];
  }

  /** Connections, those in their handshake included. */
  get connectionCount(): number {
    return this.#engine.connectionCount;
  }

  get session(): Session {
    return this.#parts.session;
  }

  stats(): EngineStats {
    return this.#engine.stats();
  }

  /**
   * Stops accepting, and closes all its links with their farewell; those that are still there after
   * `graceMs` milliseconds, by default 5,000, are aborted.
   *
   * @throws RangeError if `graceMs` is out of range.
   */
  close(options: { readonly graceMs?: number } = {}): Promise<void> {
    const graceMs = integer("graceMs", options.graceMs ?? GRACE_MS, 0, TIMER_MS_MAX);
    this.#closed ??= this.#end(graceMs);
    return this.#closed;
  }

  async #end(graceMs: number): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#acceptor.close();
    this.#loop.leave(this);
    this.#queue.close();
    const since = performance.now();
    const timer = setTimeout(() => {
      for (const connection of this.#engine.connections()) connection.abort();
    }, graceMs);
    await Promise.all([...this.#links].map((link) => link.close()));
    clearTimeout(timer);
    await this.#engine.closeAll(Math.max(0, graceMs - Math.ceil(performance.now() - since)));
  }

  /** The loop stops. */
  stop(options: { readonly graceMs: number }): Promise<void> {
    return this.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
