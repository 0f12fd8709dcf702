import type { Core } from "../../core/core.js";
import { encodeError } from "../faults.js";
import type { LengthFieldFraming } from "../framing/length-field.js";
import type { Encoding } from "./encoding.js";

/** The header is made by the core, in its scratch region. */
export class LengthFieldEncoding implements Encoding {
  readonly #core: Core;
  readonly #framing: LengthFieldFraming;
  readonly #number: number;
  readonly #before: number;
  readonly #around: number;

  constructor(core: Core, framing: LengthFieldFraming, number: number) {
    this.#core = core;
    this.#framing = framing;
    this.#number = number;
    this.#before = core.raw.bytesBefore(number);
    this.#around = this.#before + core.raw.bytesAfter(number);
  }

  size(payload: Uint8Array): number {
    return payload.length + this.#around;
  }

  write(payload: Uint8Array, target: Uint8Array, at: number): number {
    const { memory, raw, scratchAddress } = this.#core;
    const { offset, size, trailer } = this.#framing;
    const wire = raw.sealHeader(this.#number, scratchAddress, payload.length);
    if (wire < 0) throw encodeError(this.#core, wire, payload.length);
    target.set(payload, at + this.#before);
    const prefix = Math.min(this.#before, offset);
    for (let i = 0; i < prefix; ++i) target[at + i] = memory[scratchAddress + i] ?? 0;
    for (let i = offset; i < offset + size; ++i) target[at + i] = memory[scratchAddress + i] ?? 0;
    if (trailer.length > 0) target.set(trailer, at + wire - trailer.length);
    return wire;
  }
}
