import { integer } from "../core/check.js";
import { ResourceError } from "../errors.js";
import { LOG_MESSAGES } from "../limits.js";

const MESSAGES_MAX: number = 2 ** 24;

/**
 * Where messages are kept to be sent again, by sequence number: 1, 2, 3 ... The one in memory is
 * {@link MessageLog}; a store of your own may be a file or a database.
 */
export interface MessageStore<Message> {
  /** Keeps a message; answers its sequence number. */
  append(message: Message): number;
  /** The sequence number of the next message. */
  readonly nextSequence: number;
  /** The messages from this one on, and those that are appended while it is read. */
  from(sequence: number): Iterable<Message> | AsyncIterable<Message>;
}

/**
 * The last messages, in memory: a bounded ring.
 *
 * @example
 * const log = new MessageLog<Trade>({ messagesMax: 100_000 });
 * protocol.onSent = (link, trade) => void log.append(trade);
 * protocol.onConnect = async (link) => {
 *   const { next } = await link.recv();
 *   await link.replay(log, next);
 * };
 */
export class MessageLog<Message> implements MessageStore<Message> {
  readonly #messagesMax: number;
  readonly #ring: Message[] = [];
  #next = 1;

  /**
   * `messagesMax`: how many are kept, 1 to 2^24, by default 65,536. The oldest are dropped.
   *
   * @throws TypeError or RangeError if that is no such number.
   */
  constructor({ messagesMax = LOG_MESSAGES }: { readonly messagesMax?: number } = {}) {
    this.#messagesMax = integer("messagesMax", messagesMax, 1, MESSAGES_MAX);
  }

  /** Messages that are kept. */
  get length(): number {
    return this.#ring.length;
  }

  get isEmpty(): boolean {
    return this.#ring.length === 0;
  }

  /** The sequence number of the oldest message that is kept; of the next one if none is. */
  get firstSequence(): number {
    return this.#next - this.#ring.length;
  }

  get nextSequence(): number {
    return this.#next;
  }

  append(message: Message): number {
    this.#ring[(this.#next - 1) % this.#messagesMax] = message;
    return this.#next++;
  }

  /**
   * The message of a sequence number.
   *
   * @throws RangeError if there is none yet; ResourceError (`log-overrun`) if it was dropped.
   */
  at(sequence: number): Message {
    this.#check(sequence, this.#next - 1);
    return this.#ring[(sequence - 1) % this.#messagesMax] as Message;
  }

  /** @throws As {@link at}; but the next sequence number is a place to begin. */
  from(sequence: number): Iterable<Message> {
    this.#check(sequence, this.#next);
    return this.#from(sequence);
  }

  *#from(sequence: number): Iterable<Message> {
    for (let at = sequence; at < this.#next; ++at) yield this.at(at);
  }

  #check(sequence: number, last: number): void {
    integer("sequence", sequence, 1, last);
    if (sequence >= this.firstSequence) return;
    const kept = `the log begins at ${this.firstSequence}`;
    throw new ResourceError("log-overrun", `message ${sequence} was dropped: ${kept}`);
  }

  [Symbol.iterator](): Iterator<Message> {
    return this.#from(this.firstSequence)[Symbol.iterator]();
  }
}
