import type { Core } from "../../core/core.js";
import { OVERSIZE, UNENCODABLE } from "../../core/status.js";
import { encodeError } from "../faults.js";
import type { DelimiterFraming } from "../framing/delimiter.js";
import { NOTHING } from "../framing/options.js";
import type { Encoding } from "./encoding.js";

const CR = 0x0d;

/** Index of `needle` in `bytes`, or -1. */
function indexOf(bytes: Uint8Array, needle: Uint8Array): number {
  const [first = 0] = needle;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (needle.every((byte, i) => byte === bytes[at + i])) return at;
  }
  return -1;
}

/** Payloads that have no delimiter, or one at their end. */
export class DelimiterEncoding implements Encoding {
  readonly #core: Core;
  readonly #framing: DelimiterFraming;
  /** What is written behind a payload. */
  readonly #ending: Uint8Array;
  /** Bytes of a payload that, with the delimiter behind them, may make another one. */
  readonly #seam: number;

  constructor(core: Core, framing: DelimiterFraming) {
    this.#core = core;
    this.#framing = framing;
    const { delimiters, keepsEnding } = framing;
    this.#ending = keepsEnding ? NOTHING : (delimiters[0] ?? NOTHING);
    this.#seam = Math.max(...delimiters.map((delimiter) => delimiter.length)) - 1;
  }

  size(payload: Uint8Array): number {
    return payload.length + this.#ending.length;
  }

  write(payload: Uint8Array, target: Uint8Array, at: number): number {
    const { keepsEnding, maxFrameBytes, stripsCr } = this.#framing;
    const body = keepsEnding ? this.#firstDelimiter(payload) : this.#wholeOf(payload);
    const endsInCr = stripsCr && body > 0 && payload[body - 1] === CR;
    if (body < 0 || (endsInCr && !keepsEnding)) {
      throw encodeError(this.#core, UNENCODABLE, payload.length);
    }
    if (body - (endsInCr ? 1 : 0) > maxFrameBytes) {
      throw encodeError(this.#core, OVERSIZE, payload.length);
    }
    target.set(payload, at);
    target.set(this.#ending, at + payload.length);
    return payload.length + this.#ending.length;
  }

  /** The bytes of a payload without a delimiter, behind which one can be told from it; or -1. */
  #wholeOf(payload: Uint8Array): number {
    const { delimiters } = this.#framing;
    if (delimiters.some((delimiter) => indexOf(payload, delimiter) >= 0)) return -1;
    if (this.#seam === 0) return payload.length;
    const tail = payload.subarray(Math.max(0, payload.length - this.#seam));
    const seam = new Uint8Array(tail.length + this.#ending.length);
    seam.set(tail);
    seam.set(this.#ending, tail.length);
    const isClear = delimiters.every((delimiter) => {
      const at = indexOf(seam, delimiter);
      return at < 0 || at >= tail.length;
    });
    return isClear ? payload.length : -1;
  }

  /** The bytes in front of the delimiter that ends the payload; -1 if it ends in none, or has another. */
  #firstDelimiter(payload: Uint8Array): number {
    let first = -1;
    let end = -1;
    for (const delimiter of this.#framing.delimiters) {
      const at = indexOf(payload, delimiter);
      if (at < 0 || (first >= 0 && at > first)) continue;
      first = at;
      end = at + delimiter.length;
    }
    return end === payload.length ? first : -1;
  }
}
