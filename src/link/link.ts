import { ConnectionClosedError } from "../errors.js";
import type { CloseReason, ConnectionStats } from "../engine/handler.js";
import type { Endpoint } from "../reactor/byte-stream.js";
import { isCleanEnd } from "./ends.js";
import type { Consume } from "./consumer.js";
import type { Conversation } from "./conversation.js";
import type { Exchange } from "./exchange.js";
import { LinkReceiver, LinkSender } from "./halves.js";
import type { MessageStore } from "./message-log.js";
import type { RecvStatus, SendStatus } from "./status.js";
import type { WaitOptions } from "./wait.js";

/** What the owner of a link does for it. For the layers above, not for users. */
export interface LinkHost {
  readonly isAccepted: boolean;
  readonly lineage: string;
  close(): Promise<CloseReason>;
  abort(): void;
}

function nameOf(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) return "?";
  const { address, family, port } = endpoint;
  if (family === "unix") return address;
  return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
}

/**
 * A conversation in messages: a connection with a bounded inbox. `connect()` and `listen()` make links.
 *
 * What was received is a decoded value, or a copy: it stays good. When `inboxMessages` or `inboxBytes` wait
 * to be received, the link stops reading, and TCP slows the peer down.
 *
 * @example
 * await using link = await connect({ port: 9000, codec: jsonCodec(lines()) });
 * await link.send({ hello: "world" });
 * console.log(await link.recv({ timeoutMs: 1_000 }));
 */
export class Link<In, Out = In, Session = undefined, State = undefined>
  implements Conversation<In, Out, Session, State>, AsyncDisposable
{
  readonly #exchange: Exchange<In, Out, Session, State>;
  readonly #host: LinkHost;
  #remote: Endpoint | undefined;
  #local: Endpoint | undefined;

  /** For `connect()` and `listen()`, which make links. */
  constructor(exchange: Exchange<In, Out, Session, State>, host: LinkHost) {
    this.#exchange = exchange;
    this.#host = host;
    exchange.link = this;
  }

  /**
   * Sends a message. Resolves when it has been handed over and there is room for another; it waits where
   * the peer is too slow, or the link is being dialed again. Calls are served in order.
   *
   * @throws ConnectionClosedError once the link is closing; TimeoutError (its `isQueued` says whether the
   * message is under way) or the signal's reason if that takes too long; EncodeError if the framing cannot
   * carry the message; whatever the codec or `onSend` throws; ResourceError if 16,384 calls wait already.
   */
  send(message: Out, options: WaitOptions = {}): Promise<void> {
    return this.#exchange.send(message, false, options);
  }

  /**
   * Sends a message if that takes no waiting.
   *
   * @throws EncodeError if the framing cannot carry it; whatever the codec or `onSend` throws.
   */
  trySend(message: Out): SendStatus {
    return this.#exchange.trySend(message);
  }

  /** Sends a message as it is, past hooks and observers. @throws As {@link send}. */
  resend(message: Out, options: WaitOptions = {}): Promise<void> {
    return this.#exchange.send(message, true, options);
  }

  /**
   * Sends again what a log holds, from the message `sequence` on, past hooks and observers; also what is
   * added to it meanwhile. Answers how many messages that were.
   *
   * @throws ResourceError (`log-overrun`) if the log has dropped it; RangeError if it is no sequence
   * number; otherwise as {@link send}.
   */
  async replay(
    log: MessageStore<Out>,
    sequence: number,
    options: WaitOptions = {},
  ): Promise<number> {
    let count = 0;
    for await (const message of log.from(sequence)) {
      await this.resend(message, options);
      ++count;
    }
    return count;
  }

  /**
   * The next message.
   *
   * @throws TimeoutError or the signal's reason if none comes in time; when there is nothing more to come,
   * what ended the link: a ProtocolError, NetworkError ... or, without a fault, ConnectionClosedError.
   */
  recv(options: WaitOptions = {}): Promise<In> {
    return this.#exchange.inbox.take(options);
  }

  /** The next message, if there is one. */
  tryRecv(): RecvStatus<In> {
    return this.#exchange.inbox.tryTake();
  }

  /**
   * Gives each message to `consume` as it arrives: the fastest way to receive. The next one waits for the
   * promise, if it returns one. Resolves at the end of the link.
   *
   * @throws TypeError if somebody consumes already; what `consume` throws, which closes the link; what
   * ended the link, if it was a fault.
   */
  forEach(consume: Consume<In>): Promise<CloseReason> {
    const exchange = this.#exchange;
    return exchange.inbox.consume(consume, (error) => exchange.consumerFailed(error));
  }

  /** Messages until the link ends; throws what ended it if that was a fault. Leaving the loop closes nothing. */
  [Symbol.asyncIterator](): AsyncIterator<In, undefined> {
    const { inbox } = this.#exchange;
    const wait = async (): Promise<IteratorResult<In, undefined>> => {
      try {
        return { value: await inbox.take({}), done: false };
      } catch (error) {
        if (inbox.end !== undefined && isCleanEnd(inbox.end))
          return { value: undefined, done: true };
        throw error;
      }
    };
    return {
      next: () =>
        inbox.length > 0 ? Promise.resolve({ value: inbox.shift(), done: false }) : wait(),
    };
  }

  /** Two ends of the same link, for code that only sends and code that only receives. */
  split(): {
    readonly sender: LinkSender<In, Out, Session, State>;
    readonly receiver: LinkReceiver<In, Out, Session, State>;
  } {
    return { sender: new LinkSender(this), receiver: new LinkReceiver(this) };
  }

  /**
   * Says farewell, sends what is under way and FIN, and waits for the peer's. What has arrived can still be
   * received.
   */
  close(): Promise<CloseReason> {
    return this.#host.close();
  }

  /** Closes at once with RST; what is under way is lost. */
  abort(): void {
    this.#host.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Settles when the link is closed, and dialed no more. Never rejects. */
  get closed(): Promise<CloseReason> {
    return this.#exchange.closed;
  }

  /** `connecting` while a lost connection is dialed again. */
  get state(): "connecting" | "open" | "closing" | "closed" {
    if (this.#exchange.end !== undefined) return "closed";
    const wire = this.#exchange.wire;
    if (wire?.isOpen === true) return "open";
    return this.#exchange.isClosed ? "closing" : "connecting";
  }

  /** As the protocol says; by default whether the link is open. */
  get isConnected(): boolean {
    const isConnected = this.#exchange.parts.protocol.isConnected?.(this);
    return isConnected ?? this.state === "open";
  }

  /** The `session` of the options: it outlives connections, and links share it. */
  get session(): Session {
    return this.#exchange.parts.session;
  }

  /** What `createState` has made for this connection; a new one after a reconnect. */
  get connectionState(): State {
    const wire = this.#exchange.wire;
    if (wire === undefined) throw new ConnectionClosedError("there is no connection");
    return wire.state;
  }

  get name(): string {
    return this.#exchange.parts.name;
  }

  get lineage(): string {
    return this.#host.lineage;
  }

  get remoteAddress(): Endpoint | undefined {
    this.#look();
    return this.#remote;
  }

  get localAddress(): Endpoint | undefined {
    this.#look();
    return this.#local;
  }

  /** Who is at the ends is known as long as a connection is there, and remembered after. */
  #look(): void {
    const wire = this.#exchange.wire;
    if (wire === undefined) return;
    this.#remote = wire.connection.remoteAddress;
    this.#local = wire.connection.localAddress;
  }

  /** Messages that have arrived and were not received. */
  get inboxLength(): number {
    return this.#exchange.inbox.length;
  }

  /** Of the connection that there is now. */
  stats(): ConnectionStats | undefined {
    return this.#exchange.wire?.connection.stats();
  }

  toString(): string {
    const arrow = this.#host.isAccepted ? "<-" : "->";
    return `${this.name}@${nameOf(this.localAddress)}${arrow}${nameOf(this.remoteAddress)}`;
  }

  // For the layers above, not for users.

  /** Calls `listener` whenever there may be something to receive; undefined for nobody. */
  watch(listener: (() => void) | undefined): void {
    this.#exchange.inbox.onChange = listener;
  }
}
