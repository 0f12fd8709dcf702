import { MessageDecoder } from "../codec/message-decoder.js";
import type { MessageBatch } from "../codec/message-decoder-batch.js";
import type { CloseReason } from "../engine/handler.js";
import { ConnectionClosedError, NetworkError, ProtocolError, TimeoutError } from "../errors.js";
import type { MessageStore } from "../link/message-log.js";
import { CLOSED, type RecvStatus, SENT, type SendStatus, WOULD_BLOCK } from "../link/status.js";
import { timeoutOf } from "../link/wait.js";
import type { Endpoint } from "../reactor/byte-stream.js";
import type { Desk } from "./desk.js";
import type { LaneNews, News } from "./messages.js";
import type { BlockingParts } from "./options.js";
import type { BlockingConversation, BlockingWait } from "./protocol.js";
import { Ring } from "./ring.js";

type Closed = Extract<News, { type: "closed" }>;

/** Milliseconds that `close()` waits for the peer's FIN. */
const LINGER_MS = 5_000;

/** A link whose calls block the thread that makes them. Its sockets are on a thread of its own. */
export class BlockingLink<In, Out = In, Session = undefined>
  implements BlockingConversation<In, Out, Session>, Disposable
{
  readonly remoteAddress: Endpoint;
  readonly localAddress: Endpoint;
  readonly lineage: string;
  readonly #parts: BlockingParts<In, Out, Session>;
  readonly #desk: Desk;
  readonly #id: number;
  readonly #onClose: () => void;
  readonly #inbound: Ring;
  readonly #outbound: Ring;
  readonly #decoder: MessageDecoder<In>;
  #batch: Iterator<In, unknown> | undefined;
  #closed: Closed | undefined;
  #failure: unknown;
  // Large messages: told to the thread, and written by it.
  #posted = 0;
  #written = 0;
  #state: "open" | "closing" | "closed" = "open";

  /** For `connect()` and `accept()`, which make links. */
  constructor(
    parts: BlockingParts<In, Out, Session>,
    desk: Desk,
    news: LaneNews,
    lineage: string,
    onClose: () => void,
  ) {
    this.#parts = parts;
    this.#desk = desk;
    this.#id = news.id;
    this.#onClose = onClose;
    this.lineage = lineage;
    this.remoteAddress = news.remote;
    this.localAddress = news.local;
    this.#inbound = new Ring(news.lane, 0);
    this.#outbound = new Ring(news.lane, 1);
    this.#decoder = new MessageDecoder<In>(parts.format);
  }

  /** Hears the news that there are. */
  #look(): void {
    this.#desk.wait(() => true, 0);
  }

  get name(): string {
    return this.#parts.name;
  }

  get session(): Session {
    return this.#parts.session;
  }

  /** Whether neither side has closed it, as far as is known. */
  get isConnected(): boolean {
    this.#look();
    return this.#state === "open" && this.#closed === undefined;
  }

  /**
   * Sends a message. Returns when it has been handed over to the thread.
   *
   * @throws TimeoutError if the peer is too slow (`isQueued` says whether the message is under way);
   * ConnectionClosedError or NetworkError once the link is closed; EncodeError if the framing cannot carry
   * the message; whatever the codec or `onSend` throws.
   */
  send(message: Out, options: BlockingWait = {}): void {
    const { protocol, observer } = this.#parts;
    const outgoing = protocol.onSend?.(this, message) ?? message;
    this.resend(outgoing, options);
    protocol.onSent?.(this, outgoing);
    observer.onSent?.(this, outgoing);
  }

  /** Sends a message as it is, past hooks and observers. @throws As {@link send}. */
  resend(message: Out, { timeoutMs }: BlockingWait = {}): void {
    const limitMs = timeoutOf(timeoutMs);
    const bytes = this.#parts.encoder.encode(message);
    const ring = this.#outbound;
    const isLarge = bytes.length > ring.size;
    const needed = isLarge ? ring.size : bytes.length;
    const isReady = (): boolean => this.#isOver || (!this.#isWriting && ring.room >= needed);
    if (!isReady() && !this.#desk.wait(isReady, limitMs)) throw late(false);
    if (this.#isOver) throw this.#endError();
    if (isLarge) {
      this.#post(bytes);
      const isWritten = (): boolean => this.#isOver || !this.#isWriting;
      if (!this.#desk.wait(isWritten, limitMs)) throw late(true);
      return;
    }
    ring.write(bytes);
    this.#desk.ring();
  }

  /** A message that the ring does not take goes by itself, and nothing else until it is written. */
  #post(bytes: Uint8Array<ArrayBuffer>): void {
    ++this.#posted;
    this.#desk.call({ type: "write", id: this.#id, bytes });
  }

  get #isWriting(): boolean {
    return this.#posted > this.#written;
  }

  /**
   * Sends a message if that takes no waiting: if no more than 128 KiB wait to be sent.
   *
   * @throws EncodeError if the framing cannot carry the message; whatever the codec or `onSend` throws.
   */
  trySend(message: Out): SendStatus {
    const { protocol, observer, encoder } = this.#parts;
    this.#look();
    if (this.#isOver) return CLOSED;
    const ring = this.#outbound;
    if (this.#isWriting || ring.room < ring.size / 2) return WOULD_BLOCK;
    const outgoing = protocol.onSend?.(this, message) ?? message;
    const bytes = encoder.encode(outgoing);
    if (bytes.length > ring.room) {
      this.#post(bytes);
    } else {
      ring.write(bytes);
      this.#desk.ring();
    }
    protocol.onSent?.(this, outgoing);
    observer.onSent?.(this, outgoing);
    return SENT;
  }

  get #isOver(): boolean {
    return this.#state === "closed" || this.#closed !== undefined;
  }

  /**
   * Sends again what a log holds, from the message `sequence` on. Answers how many messages that were.
   *
   * @throws TypeError if the log is one that answers later; ResourceError (`log-overrun`); as {@link send}.
   */
  replay(log: MessageStore<Out>, sequence: number, options?: BlockingWait): number {
    const messages = log.from(sequence);
    if (!(Symbol.iterator in messages)) {
      throw new TypeError('"log" expected to answer at once, got one that answers later');
    }
    let count = 0;
    for (const message of messages) {
      this.resend(message, options);
      ++count;
    }
    return count;
  }

  /**
   * The next message.
   *
   * @throws TimeoutError if none comes in time; when there is nothing more to come, what ended the link: a
   * ProtocolError, NetworkError ... or, without a fault, ConnectionClosedError.
   */
  recv({ timeoutMs }: BlockingWait = {}): In {
    const limitMs = timeoutOf(timeoutMs);
    const deadline = limitMs === undefined ? undefined : performance.now() + limitMs;
    for (;;) {
      const found = this.#next();
      if (found !== undefined) {
        if (this.#isWanted(found.message)) return found.message;
        continue;
      }
      if (this.#isDrained) throw this.#endError();
      const leftMs = deadline === undefined ? undefined : Math.max(0, deadline - performance.now());
      const hasNews = (): boolean => this.#isOver || this.#inbound.length > 0;
      if (!this.#desk.wait(hasNews, leftMs)) throw new TimeoutError("no message came in time");
    }
  }

  /** The next message, if there is one; what `reply` answers is sent as by {@link send}. */
  tryRecv(): RecvStatus<In> {
    this.#look();
    try {
      for (let found = this.#next(); found !== undefined; found = this.#next()) {
        if (this.#isWanted(found.message)) return { status: "received", message: found.message };
      }
    } catch (error) {
      // A hook has thrown; a message that is none ends the link.
      if (error !== this.#failure) throw error;
    }
    if (!this.#isDrained) return WOULD_BLOCK;
    return { status: "closed", reason: this.#endReason() };
  }

  /** Whether there is nothing more to come. */
  get #isDrained(): boolean {
    if (this.#failure !== undefined || this.#state === "closed") return true;
    return this.#isOver && this.#inbound.length === 0;
  }

  #endReason(): CloseReason {
    const error = this.#endError();
    const how = this.#closed?.how;
    if (error instanceof ConnectionClosedError) return { code: how === "ended" ? how : "closed" };
    if (error instanceof ProtocolError) return { code: "protocol-error", error };
    return { code: how === "timeout" ? how : "network-error", error };
  }

  /** Messages until the link ends; throws what ended it if that was a fault. */
  *[Symbol.iterator](): Generator<In, void, undefined> {
    for (;;) {
      let message: In;
      try {
        message = this.recv();
      } catch (error) {
        if (error instanceof ConnectionClosedError) return;
        throw error;
      }
      yield message;
    }
  }

  #isWanted(message: In): boolean {
    const { protocol, observer } = this.#parts;
    const isWanted = protocol.onRecv?.(this, message) !== false;
    observer.onRecv?.(this, message);
    const answer = protocol.reply?.(this, message);
    if (answer !== undefined) this.send(answer);
    return isWanted;
  }

  /** A message of the bytes that are here. */
  #next(): { readonly message: In } | undefined {
    if (this.#failure !== undefined || this.#state === "closed") return undefined;
    try {
      for (;;) {
        const step = this.#batch?.next();
        if (step !== undefined && step.done !== true) return { message: step.value };
        this.#batch = undefined;
        const bytes = this.#inbound.read();
        if (bytes.length === 0) return undefined;
        this.#desk.ring();
        this.#batch = iteratorOf(this.#decoder.push(bytes));
      }
    } catch (error) {
      this.#failure = error;
      this.abort();
      throw error;
    }
  }

  #endError(): Error {
    if (this.#failure instanceof Error) return this.#failure;
    const { how, trouble } = this.#closed ?? { how: "closed" };
    if (trouble !== undefined) this.#failure = new NetworkError(trouble.message, trouble.code);
    else if (how === "ended" && this.#state === "open") this.#failure = this.#incomplete();
    if (this.#failure instanceof Error) return this.#failure;
    return new ConnectionClosedError(`the link is closed: ${how}`);
  }

  /** The peer's FIN in the middle of a message is a fault. */
  #incomplete(): unknown {
    this.#batch = undefined;
    try {
      iteratorOf(this.#decoder.end()).next();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Says farewell, sends what is under way and FIN, and waits for the peer's, 5 seconds at the most. */
  close(): void {
    if (this.#state !== "open") return;
    const { protocol } = this.#parts;
    if (this.isConnected) protocol.onDisconnect?.(this);
    this.#state = "closing";
    if (this.#closed === undefined) {
      this.#desk.call({ type: "close", id: this.#id });
      if (!this.#desk.wait(() => this.#closed !== undefined, LINGER_MS)) this.abort();
    }
    this.#end();
  }

  /** Closes at once with RST; what is under way is lost. */
  abort(): void {
    if (this.#state === "closed") return;
    this.#desk.call({ type: "abort", id: this.#id });
    this.#desk.wait(() => this.#closed !== undefined, LINGER_MS);
    this.#end();
  }

  #end(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#batch = undefined;
    this.#decoder.dispose();
    this.#onClose();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  toString(): string {
    const { address, port } = this.remoteAddress;
    return `${this.name}@${this.localAddress.address}:${this.localAddress.port}-${address}:${port}`;
  }

  /** News of this lane. For whoever has the desk. */
  hear(news: Closed | Extract<News, { type: "written" }>): void {
    if (news.type === "closed") this.#closed = news;
    else ++this.#written;
  }
}

function late(isQueued: boolean): TimeoutError {
  const rest = isQueued ? "the rest of the message goes on" : "nothing of the message is sent";
  return new TimeoutError(`the peer did not take the message in time: ${rest}`, isQueued);
}

function iteratorOf<In>(batch: MessageBatch<In>): Iterator<In, unknown> {
  return batch[Symbol.iterator]();
}
