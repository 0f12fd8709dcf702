import type { Core } from "../../core/core.js";
import { OVERSIZE, UNENCODABLE } from "../../core/status.js";
import { encodeError } from "../faults.js";
import type { VarintFraming } from "../framing/varint.js";
import type { Encoding } from "./encoding.js";

const GOES_ON = 0x80;

/** Where the parts of a frame are in its payload, which may keep what is in front of the body. */
interface Parts {
  /** Bytes in front of the length. */
  readonly front: number;
  /** Where the body starts. */
  readonly body: number;
  readonly length: number;
  readonly lengthBytes: number;
}

/** Bytes that a length takes, in its shortest form. */
function lengthBytes(length: number): number {
  let bytes = 1;
  for (let rest = length; rest >= GOES_ON; rest = Math.floor(rest / GOES_ON)) ++bytes;
  return bytes;
}

/** Lengths in LEB128, always in their shortest form. */
export class VarintEncoding implements Encoding {
  readonly #core: Core;
  readonly #framing: VarintFraming;

  constructor(core: Core, framing: VarintFraming) {
    this.#core = core;
    this.#framing = framing;
  }

  size(payload: Uint8Array): number {
    const parts = this.#parts(payload);
    return this.#framing.offset + parts.lengthBytes + payload.length - parts.body;
  }

  write(payload: Uint8Array, target: Uint8Array, at: number): number {
    const { offset, prefix } = this.#framing;
    const { front, body, length, lengthBytes: bytes } = this.#parts(payload);
    // The payload may lie where the frame goes: what is in front of its length is saved.
    const kept = payload.slice(0, front);
    target.set(payload.subarray(body), at + offset + bytes);
    target.set(kept, at + prefix.length);
    target.set(prefix, at);
    let rest = length;
    for (let i = at + offset; i < at + offset + bytes - 1; ++i) {
      target[i] = (rest % GOES_ON) + GOES_ON;
      rest = Math.floor(rest / GOES_ON);
    }
    target[at + offset + bytes - 1] = rest;
    return offset + bytes + payload.length - body;
  }

  #parts(payload: Uint8Array): Parts {
    const { strip, offset, adjustment, maxBytes, maxFrameBytes } = this.#framing;
    const front = strip === undefined ? 0 : offset - strip;
    const body = strip === undefined ? 0 : this.#endOfLength(payload, front);
    const bodyBytes = payload.length - body;
    const length = bodyBytes - adjustment;
    const bytes = lengthBytes(length);
    if (length < 0) throw encodeError(this.#core, UNENCODABLE, payload.length);
    if (bodyBytes > maxFrameBytes || bytes > maxBytes) {
      throw encodeError(this.#core, OVERSIZE, payload.length);
    }
    return { front, body, length, lengthBytes: bytes };
  }

  /** Where the length that the payload keeps ends; its value does not matter. */
  #endOfLength(payload: Uint8Array, front: number): number {
    for (let n = 1; n <= this.#framing.maxBytes; ++n) {
      const byte = payload[front + n - 1];
      if (byte === undefined) break;
      if (byte < GOES_ON) return front + n;
    }
    throw encodeError(this.#core, UNENCODABLE, payload.length);
  }
}
