import { integer } from "../../core/check.js";
import { TimeoutError } from "../../errors.js";
import { STORE_ENTRIES } from "../../limits.js";
import type { LinkIdentity } from "../conversation.js";
import type { LinkObserver } from "../protocol.js";
import { type WaitOptions, Waiter } from "../wait.js";

const ENTRIES_MAX: number = 2 ** 24;

/** One message that went over a link. */
export interface StoreEntry<Kept> {
  readonly direction: "received" | "sent";
  /** `name` of the link. */
  readonly link: string;
  readonly lineage: string;
  /** When: milliseconds of `Date.now()`. */
  readonly at: number;
  readonly message: Kept;
}

export type Where<Kept> = (entry: StoreEntry<Kept>) => boolean;

export interface StoreOptions<In, Out, Kept> {
  /** Entries that are kept, 1 to 2^24: by default 1,024. The oldest are dropped. */
  readonly entriesMax?: number;
  /** What is kept of a message; by default the message. */
  readonly convert?: (message: In | Out) => Kept;
}

/** Keeps the last messages of all the links it observes. */
export interface StoreObserver<In, Out, Kept> extends LinkObserver<In, Out> {
  readonly length: number;
  /** The newest entry. */
  readonly last: StoreEntry<Kept> | undefined;
  /** All that are kept, the oldest first. */
  entries(): StoreEntry<Kept>[];
  /** The newest entry like that; undefined if there is none. */
  find(where: Where<Kept>): StoreEntry<Kept> | undefined;
  /** The same among those that were received. */
  findReceived(where: Where<Kept>): StoreEntry<Kept> | undefined;
  /** The same among those that were sent. */
  findSent(where: Where<Kept>): StoreEntry<Kept> | undefined;
  /**
   * The newest entry like that, or the first one to come.
   *
   * @throws TimeoutError or the signal's reason if none comes in time.
   */
  waitFor(where: Where<Kept>, options?: WaitOptions): Promise<StoreEntry<Kept>>;
}

class Store<In, Out, Kept> implements StoreObserver<In, Out, Kept> {
  readonly #entriesMax: number;
  readonly #convert: (message: In | Out) => Kept;
  readonly #ring: StoreEntry<Kept>[] = [];
  readonly #waiting = new Map<Waiter<StoreEntry<Kept>>, Where<Kept>>();
  #next = 0;

  constructor(entriesMax: number, convert: (message: In | Out) => Kept) {
    this.#entriesMax = entriesMax;
    this.#convert = convert;
  }

  get length(): number {
    return this.#ring.length;
  }

  get last(): StoreEntry<Kept> | undefined {
    return this.find(() => true);
  }

  onRecv(link: LinkIdentity, message: In): void {
    this.#add("received", link, message);
  }

  onSent(link: LinkIdentity, message: Out): void {
    this.#add("sent", link, message);
  }

  #add(direction: "received" | "sent", link: LinkIdentity, message: In | Out): void {
    const { name, lineage } = link;
    const at = Date.now();
    const entry = { direction, link: name, lineage, at, message: this.#convert(message) };
    this.#ring[this.#next++ % this.#entriesMax] = entry;
    for (const [waiter, where] of this.#waiting) {
      if (!where(entry)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve(entry);
    }
  }

  entries(): StoreEntry<Kept>[] {
    const oldest = this.#next % this.#entriesMax;
    if (this.#next <= this.#entriesMax) return [...this.#ring];
    return [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)];
  }

  find(where: Where<Kept>): StoreEntry<Kept> | undefined {
    const first = this.#next - this.#ring.length;
    for (let at = this.#next - 1; at >= first; --at) {
      const entry = this.#ring[at % this.#entriesMax];
      if (entry !== undefined && where(entry)) return entry;
    }
    return undefined;
  }

  findReceived(where: Where<Kept>): StoreEntry<Kept> | undefined {
    return this.find((entry) => entry.direction === "received" && where(entry));
  }

  findSent(where: Where<Kept>): StoreEntry<Kept> | undefined {
    return this.find((entry) => entry.direction === "sent" && where(entry));
  }

  async waitFor(where: Where<Kept>, options: WaitOptions = {}): Promise<StoreEntry<Kept>> {
    const found = this.find(where);
    if (found !== undefined) return found;
    const late = (): Error => new TimeoutError("no such message went over the links in time");
    const waiter = new Waiter<StoreEntry<Kept>>(options, late, (self) => {
      this.#waiting.delete(self);
    });
    this.#waiting.set(waiter, where);
    return waiter.promise;
  }
}

/**
 * A bounded store of the last messages.
 *
 * @throws TypeError or RangeError if `entriesMax` is no such number.
 */
export function store<In, Out, Kept = In | Out>({
  entriesMax = STORE_ENTRIES,
  convert = (message) => message as unknown as Kept,
}: StoreOptions<In, Out, Kept> = {}): StoreObserver<In, Out, Kept> {
  return new Store(integer("entriesMax", entriesMax, 1, ENTRIES_MAX), convert);
}
