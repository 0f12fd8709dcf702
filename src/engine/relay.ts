/** No framing: nothing is being looked at, or nothing may be sent on as it lies on the wire. */
export const NO_RELAY = -1;

/**
 * Frames on their way from the piece being walked to a send buffer, as they lie on the wire. What lies in a
 * row both there and here is copied as one: when something comes that does not, when the buffer goes to the
 * kernel, and at the latest when the walk ends.
 */
export class Relay {
  readonly #memory: Uint8Array<ArrayBuffer>;
  /** Number of the framing of the frames being looked at, or `NO_RELAY`. */
  framing: number = NO_RELAY;
  #source = 0;
  #sourceEnd = 0;
  #target = 0;
  #targetEnd = 0;

  constructor(memory: Uint8Array<ArrayBuffer>) {
    this.#memory = memory;
  }

  /** Takes a frame: `bytes` at `source`, with all that is around it, bound for `target`. */
  add(source: number, target: number, bytes: number): void {
    if (source !== this.#sourceEnd || target !== this.#targetEnd) {
      this.settle();
      this.#source = source;
      this.#target = target;
    }
    this.#sourceEnd = source + bytes;
    this.#targetEnd = target + bytes;
  }

  /** Copies what has not been. */
  settle(): void {
    if (this.#source === this.#sourceEnd) return;
    this.#memory.copyWithin(this.#target, this.#source, this.#sourceEnd);
    this.#source = 0;
    this.#sourceEnd = 0;
    this.#target = 0;
    this.#targetEnd = 0;
  }
}
