import { integer } from "../core/check.js";
import { EVENTS_CAPACITY_MAX } from "../limits.js";
import { Event } from "./event.js";
import type { Selector } from "./selector.js";

/**
 * The events of a poll, at most so many; the rest comes with the next one. Made once and handed to each
 * poll: its `Event`s are used again and again.
 */
export class Events implements Iterable<Event> {
  /** How many a poll may bring. */
  readonly capacity: number;
  readonly #events: Event[] = [];
  #length = 0;
  #shown = 0;

  /** @throws TypeError or RangeError if `capacity` is not 1 to 65,536. */
  constructor(capacity: number) {
    this.capacity = integer("capacity", capacity, 1, EVENTS_CAPACITY_MAX);
  }

  /** The same as `new Events(capacity)`. */
  static withCapacity(capacity: number): Events {
    return new Events(capacity);
  }

  /** Whether there is nothing to be seen: the poll has timed out, for example. */
  get isEmpty(): boolean {
    return this.#aliveFrom(0) === this.#length;
  }

  /** All that is seen is forgotten; a poll does so by itself. */
  clear(): void {
    for (let i = 0; i < this.#length; ++i) this.#events[i]?.forget();
    this.#length = 0;
  }

  /** The events, in the order they came, less those whose source has been deregistered since. */
  [Symbol.iterator](): Iterator<Event, undefined> {
    this.#shown = 0;
    return new EventsIterator(this);
  }

  /** Takes from the line what there is room for. For `Poll`, not for users. */
  fill(selector: Selector): void {
    while (this.#length < this.capacity) {
      const registration = selector.take();
      if (registration === undefined) return;
      const event = (this.#events[this.#length] ??= new Event());
      event.show(registration);
      this.#length += 1;
    }
  }

  /** What the last iteration has not shown gets in line again. For `Poll`, not for users. */
  giveBack(): void {
    for (let i = this.#shown; i < this.#length; ++i) this.#events[i]?.giveBack();
    this.clear();
  }

  /** The event at the first place from here that can be shown. For the iterator, not for users. */
  showFrom(place: number): number {
    const found = this.#aliveFrom(place);
    this.#shown = found + 1;
    return found;
  }

  /** For the iterator, not for users. */
  at(place: number): Event | undefined {
    return place < this.#length ? this.#events[place] : undefined;
  }

  #aliveFrom(place: number): number {
    while (place < this.#length && this.#events[place]?.isAlive !== true) place += 1;
    return place;
  }
}

/** A walk over events: it is its own result, so that a step makes no object. */
class EventsIterator {
  readonly #events: Events;
  #place = -1;
  done = false;
  value: Event | undefined;

  constructor(events: Events) {
    this.#events = events;
  }

  next(): IteratorResult<Event, undefined> {
    this.#place = this.#events.showFrom(this.#place + 1);
    this.value = this.#events.at(this.#place);
    this.done = this.value === undefined;
    return this as IteratorResult<Event, undefined>;
  }
}
