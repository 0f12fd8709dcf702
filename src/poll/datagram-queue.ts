import { integer } from "../core/check.js";
import { DATAGRAM_QUEUE_BYTES, DATAGRAM_QUEUE_MAX } from "../limits.js";
import type { SocketAddr } from "./socket-addr.js";

/** A datagram that has come, and where from. */
export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: SocketAddr;
}

interface Place extends Datagram {
  next: Place | undefined;
}

/** How much may wait. */
export interface QueueOptions {
  /** Bytes that may wait for `recv()`: 1 to 1 GiB, by default 1 MiB. */
  readonly queueBytes?: number;
  /** Datagrams that may wait for `recv()`, by default 4,096. */
  readonly queueDatagrams?: number;
}

/** Datagrams in the order they came; one too many is dropped, as a kernel does, and counted. */
export class DatagramQueue {
  dropped = 0;
  readonly #bytesMost: number;
  readonly #most: number;
  #bytes = 0;
  #length = 0;
  #first: Place | undefined;
  #last: Place | undefined;

  /** @throws TypeError or RangeError if an option is out of range. */
  constructor(options: QueueOptions) {
    const { queueBytes = DATAGRAM_QUEUE_BYTES, queueDatagrams = DATAGRAM_QUEUE_MAX } = options;
    this.#bytesMost = integer("queueBytes", queueBytes, 1, 2 ** 30);
    this.#most = integer("queueDatagrams", queueDatagrams, 1, 2 ** 20);
  }

  /** Whether there was room for it. */
  push(bytes: Uint8Array, from: SocketAddr): boolean {
    if (this.#length >= this.#most || this.#bytes + bytes.length > this.#bytesMost) {
      this.dropped += 1;
      return false;
    }
    const place: Place = { bytes, from, next: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#length += 1;
    this.#bytes += bytes.length;
    return true;
  }

  /** The first, which stays. */
  get first(): Datagram | undefined {
    return this.#first;
  }

  /** The first leaves. */
  shift(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = first.next;
    if (this.#first === undefined) this.#last = undefined;
    this.#length -= 1;
    this.#bytes -= first.bytes.length;
  }
}
