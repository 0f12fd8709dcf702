import type { Core } from "../../core/core.js";
import { UNENCODABLE } from "../../core/status.js";
import { encodeError } from "../faults.js";
import type { Encoding } from "./encoding.js";

/** Payloads as they are; all of one size, where there is one. */
export class PlainEncoding implements Encoding {
  readonly #core: Core;
  readonly #size: number | undefined;

  constructor(core: Core, size?: number) {
    this.#core = core;
    this.#size = size;
  }

  size(payload: Uint8Array): number {
    return payload.length;
  }

  write(payload: Uint8Array, target: Uint8Array, at: number): number {
    const { length } = payload;
    if (length !== (this.#size ?? length)) throw encodeError(this.#core, UNENCODABLE, length);
    target.set(payload, at);
    return length;
  }
}
