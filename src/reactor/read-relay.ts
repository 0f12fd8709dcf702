import type { TransportEvents } from "./byte-stream.js";
import type { EventLoop } from "./loop.js";

/** Relays the reads of a dialed socket, whose connection is made later. */
export class ReadRelay {
  readonly #zone: Uint8Array;
  events: TransportEvents | undefined;

  constructor(loop: EventLoop) {
    this.#zone = loop.core.zone;
  }

  next(): Uint8Array {
    return this.events === undefined ? this.#zone : this.events.nextTarget();
  }

  received(bytes: number, memory: Uint8Array): boolean {
    return this.events === undefined || this.events.received(bytes, memory);
  }
}
