import type { RawExports } from "./exports.js";

declare const brand: unique symbol;

/** Names one connection, for ever: a closed connection's id never reaches another. Opaque. */
export type ConnectionId = number & { readonly [brand]: "ConnectionId" };

// A safe integer of 53 bits:   | loop 5 | generation 28 | slot 20 |
const SLOTS = 2 ** 20;
const GENERATIONS = 2 ** 28;
const LOOP_UNIT: number = SLOTS * GENERATIONS;

/** Which loop an id belongs to. */
export function loopOf(id: number): number {
  return Math.floor(id / LOOP_UNIT);
}

/** The connection-id map of one core. */
export class Ids {
  readonly #raw: RawExports;
  readonly #loop: number;

  constructor(raw: RawExports, loop: number) {
    this.#raw = raw;
    this.#loop = loop;
  }

  /** The id of the slot's present holder. */
  of(slot: number): ConnectionId {
    return this.named(slot, this.generation(slot));
  }

  /** What tells the slot's present holder from those before it: a small integer. */
  generation(slot: number): number {
    return this.#raw.slotGeneration(slot);
  }

  /** The id of the holder of that generation. */
  named(slot: number, generation: number): ConnectionId {
    return (this.#loop * LOOP_UNIT + generation * SLOTS + slot) as ConnectionId;
  }

  /** The slot that this id names, or -1 if its holder is gone or it never was an id of this loop. */
  find(id: number): number {
    if (!Number.isSafeInteger(id) || id < 0 || loopOf(id) !== this.#loop) return -1;
    const slot = id % SLOTS;
    const generation = Math.floor(id / SLOTS) % GENERATIONS;
    return this.#raw.slotIs(slot, generation) !== 0 ? slot : -1;
  }
}
