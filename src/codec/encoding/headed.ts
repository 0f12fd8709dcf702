import type { Core } from "../../core/core.js";
import { OVERSIZE } from "../../core/status.js";
import { encodeError } from "../faults.js";
import type { Encoding } from "./encoding.js";

/** Frames with a text in front that tells the length of the payload, and perhaps a trailer. */
export class HeadedEncoding implements Encoding {
  readonly #core: Core;
  readonly #maxFrameBytes: number;
  readonly #maxHeadBytes: number;
  readonly #head: (payloadBytes: number) => string;
  readonly #trailer: Uint8Array;

  constructor(
    core: Core,
    maxFrameBytes: number,
    maxHeadBytes: number,
    head: (payloadBytes: number) => string,
    trailer: Uint8Array,
  ) {
    this.#core = core;
    this.#maxFrameBytes = maxFrameBytes;
    this.#maxHeadBytes = maxHeadBytes;
    this.#head = head;
    this.#trailer = trailer;
  }

  size(payload: Uint8Array): number {
    return this.#head(payload.length).length + payload.length + this.#trailer.length;
  }

  write(payload: Uint8Array, target: Uint8Array, at: number): number {
    const { length } = payload;
    const head = this.#head(length);
    if (length > this.#maxFrameBytes || head.length > this.#maxHeadBytes) {
      throw encodeError(this.#core, OVERSIZE, length);
    }
    const start = at + head.length;
    target.set(payload, start);
    for (let i = 0; i < head.length; ++i) target[at + i] = head.charCodeAt(i);
    target.set(this.#trailer, start + length);
    return head.length + length + this.#trailer.length;
  }
}
