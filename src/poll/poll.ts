/// <reference lib="esnext.disposable" preserve="true" />
import { expected } from "../core/check.js";
import { EVENTS_CAPACITY, TIMER_MS_MAX } from "../limits.js";
import { type EventHandlers, dispatcher } from "./dispatch.js";
import type { Event } from "./event.js";
import { Events } from "./events.js";
import { Registry } from "./registry.js";
import { Selector } from "./selector.js";

/** Somebody who waits for events: takes what is in line, and says whether that was all it wanted. */
interface Wait {
  readonly take: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Waits until sources are ready. Events are handed out once in a turn of Node's event loop, behind all
 * I/O of that turn: nothing is looked at by a timer, and nobody who polls over and over keeps I/O from
 * happening.
 *
 * @example
 * const poll = new Poll();
 * const events = new Events(128);
 * const server = await TcpListener.bind("127.0.0.1:9000");
 * poll.registry.register(server, Token(0), Interest.READABLE);
 * await poll.poll(events);
 */
export class Poll implements AsyncIterable<Event> {
  readonly registry: Registry;
  readonly #selector: Selector;
  #wait: Wait | undefined;
  #turn: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** How often `stop()` was called: one who loops sees that it was. */
  #stops = 0;
  /** Made once: a closure in a function costs an object at each call of it, even where it is not made. */
  readonly #onTurn = (): void => this.#deliver(false);

  constructor() {
    this.#selector = new Selector(() => this.#schedule());
    this.registry = new Registry(this.#selector);
  }

  /**
   * Waits for at least one event, or until the time is over, or `stop()`, or `close()`; there may be none
   * then. `timeoutMs` is rounded up to whole milliseconds and cut at 2^31 - 1; 0 looks and does not wait;
   * without it the wait has no end.
   *
   * @throws TypeError if `events` are none, the poll is closed or somebody waits already; RangeError if
   * `timeoutMs` is negative or not a number.
   */
  async poll(events: Events, timeoutMs?: number): Promise<void> {
    if (!(events instanceof Events)) throw new TypeError(expected("events", "Events", events));
    const limit = timeoutMs === undefined ? undefined : timeout(timeoutMs);
    events.clear();
    await this.#waitFor(() => {
      events.fill(this.#selector);
      return !events.isEmpty;
    }, limit);
  }

  /**
   * Hands each event to the handler of its token until `stop()` or `close()`. `handlers` is a map, looked
   * at anew for each event, or one function for all. What a handler throws, or an event without a handler,
   * ends the run: the promise is rejected with it, and the events that were not handed out yet are kept
   * for the next poll.
   *
   * @throws TypeError if `handlers` are none, the poll is closed or somebody waits already.
   */
  async run(handlers: EventHandlers): Promise<void> {
    const dispatch = dispatcher(handlers);
    const stops = this.#stops;
    await this.#waitFor(() => {
      for (let i = 0; i < EVENTS_CAPACITY && this.#stops === stops; ++i) {
        const registration = this.#selector.take();
        if (registration === undefined) return false;
        dispatch(registration);
      }
      return this.#stops !== stops;
    });
  }

  /** Event by event, until `stop()` or `close()`. Those not shown when it is left are kept for the next poll. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Event, undefined> {
    const events = new Events(EVENTS_CAPACITY);
    const stops = this.#stops;
    try {
      while (this.#stops === stops) {
        await this.poll(events);
        for (const event of events) {
          yield event;
          if (this.#stops !== stops) return;
        }
      }
    } finally {
      events.giveBack();
    }
  }

  /** Ends the wait under way, whichever it is; one that begins later is not concerned. */
  stop(): void {
    this.#stops += 1;
    this.#end();
  }

  /** Deregisters every source, without closing it, and ends the wait under way. Does nothing twice. */
  close(): void {
    this.#selector.close();
    this.stop();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #waitFor(take: () => boolean, limitMs?: number): Promise<void> {
    this.#selector.checkOpen();
    if (this.#wait !== undefined) throw new TypeError("the poll is waited for already");
    return new Promise((resolve, reject) => {
      this.#wait = { take, resolve, reject };
      if (limitMs !== undefined && limitMs > 0) {
        this.#timer = setTimeout(() => this.#deliver(true), limitMs);
      }
      if (limitMs === 0) this.#turn = setImmediate(() => this.#deliver(true));
      else if (this.#selector.hasLine) this.#schedule();
    });
  }

  /** Somebody is in line: whoever waits is served when all I/O of this turn has happened. */
  #schedule(): void {
    if (this.#wait === undefined || this.#turn !== undefined) return;
    this.#turn = setImmediate(this.#onTurn);
  }

  #deliver(isDue: boolean): void {
    this.#turn = undefined;
    const wait = this.#wait;
    if (wait === undefined) return;
    try {
      const isOver = wait.take() || isDue;
      // A handler may have stopped this wait and begun another.
      if (wait !== this.#wait) return;
      if (isOver) this.#end();
      else if (this.#selector.hasLine) this.#schedule();
    } catch (error) {
      wait.reject(error);
      if (wait === this.#wait) this.#end();
    }
  }

  #end(): void {
    clearTimeout(this.#timer);
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    this.#turn = undefined;
    const wait = this.#wait;
    this.#wait = undefined;
    wait?.resolve();
  }
}

function timeout(timeoutMs: unknown): number {
  if (typeof timeoutMs === "number" && timeoutMs >= 0) {
    return Math.min(Math.ceil(timeoutMs), TIMER_MS_MAX);
  }
  throw new RangeError(expected("timeoutMs", "a number that is not negative", timeoutMs));
}
