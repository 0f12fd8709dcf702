import type { RawExports } from "./exports.js";
import { type ConnectionId, Ids } from "./ids.js";

/** What is out of a pool, and who took it. */
export interface Leak {
  /** A buffer that somebody took, or what a connection holds: its place and its unfinished frame. */
  readonly kind: "buffer" | "connection";
  /** Where a buffer lies in the loop's memory; the core alone knows where a connection's bytes are. */
  readonly address?: number;
  readonly connection?: ConnectionId;
  /** Bytes of the buffer's block, or bytes of an unfinished frame. */
  readonly bytes: number;
  /** The stack of who took it. */
  readonly takenAt: string;
}

/** The stack from the caller's caller on. */
function place(): string {
  const lines = (new Error("taken").stack ?? "").split("\n");
  return lines.slice(3).join("\n");
}

/**
 * Remembers who took what from a core's pool, and has not given it back. It stands between the core and
 * its users, so that a core without one does not know of it and pays nothing.
 *
 * What the core takes by itself, to keep a part of a frame, it takes for a slot: this is told with the
 * stack of who took the slot.
 */
export class LeakWatch {
  readonly #whenEmpty: () => void;
  readonly #buffers = new Map<number, Leak>();
  readonly #slots = new Map<number, Leak>();
  readonly #reported = new WeakSet<Leak>();
  #held: (slot: number) => number = () => 0;

  /** `whenEmpty` is called each time the last slot comes home. */
  constructor(whenEmpty: () => void) {
    this.#whenEmpty = whenEmpty;
  }

  /** The same exports, watched; `loop` is the number of their loop. */
  over(raw: RawExports, loop: number): RawExports {
    const ids = new Ids(raw, loop);
    this.#held = (slot) => raw.held(slot);
    return {
      ...raw,
      take: (bytes) => {
        const address = raw.take(bytes);
        if (address === 0) return 0;
        const block = { address, bytes: raw.blockBytes(address) };
        this.#buffers.set(address, { kind: "buffer", ...block, takenAt: place() });
        return address;
      },
      give: (block) => {
        raw.give(block);
        this.#buffers.delete(block);
      },
      slotTake: (framing) => {
        const slot = raw.slotTake(framing);
        if (slot < 0) return slot;
        const connection = ids.of(slot);
        this.#slots.set(slot, { kind: "connection", connection, bytes: 0, takenAt: place() });
        return slot;
      },
      slotGive: (slot) => {
        raw.slotGive(slot);
        this.#slots.delete(slot);
        if (this.#slots.size === 0) this.#whenEmpty();
      },
    };
  }

  /** All that is out: buffers, then connections, in the order in which they were taken. */
  list(): Leak[] {
    const leaks = [...this.#buffers.values()];
    for (const [slot, leak] of this.#slots) leaks.push({ ...leak, bytes: this.#held(slot) });
    return leaks;
  }

  /** With no slot out, the buffers that no call before this one has answered; else none. */
  report(): Leak[] {
    if (this.#slots.size > 0) return [];
    const leaks = [...this.#buffers.values()].filter((leak) => !this.#reported.has(leak));
    for (const leak of leaks) this.#reported.add(leak);
    return leaks;
  }
}
