import type { Core } from "../core/core.js";

/**
 * Room behind the bytes that a slot holds in which nothing is to be scanned yet, and how much of it was
 * filled without telling the core: so a frame in small chunks costs no call for each of them.
 */
export class QuietRoom {
  readonly #core: Core;
  readonly #slot: number;
  #at = 0;
  #added = 0;
  /** Bytes that can still be added. */
  left = 0;

  constructor(core: Core, slot: number) {
    this.#core = core;
    this.#slot = slot;
  }

  /** Looks how much there is; answers how much. */
  find(): number {
    const { raw, result } = this.#core;
    this.left = raw.quiet(this.#slot);
    this.#at = result.landing;
    return this.left;
  }

  /** Adds bytes, no more than `left`. */
  add(part: Uint8Array): void {
    const { memory } = this.#core;
    const { length } = part;
    if (length === 1) memory[this.#at] = part[0] as number;
    else memory.set(part, this.#at);
    this.#at += length;
    this.#added += length;
    this.left -= length;
  }

  /** Tells the core what was added: anything else may be asked of it now. */
  close(): void {
    if (this.#added > 0) this.#core.raw.append(this.#slot, this.#added);
    this.#added = 0;
    this.left = 0;
  }
}
