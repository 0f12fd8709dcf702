import { framingNumber } from "../codec/define.js";
import { FrameEncoder } from "../codec/encoder.js";
import { checkEncodable } from "../codec/encoding/encodable.js";
import type { Framing } from "../codec/framing.js";
import type { Core } from "../core/core.js";

/** How frames of one framing are written by one core: one for all connections that send such frames. */
export class WireFormat {
  /** Number of the framing in the core. */
  readonly number: number;
  /** Whether the core writes what is around a payload: so many bytes before it, and in all. */
  readonly isSealed: boolean;
  /** Whether a frame of it that is sent on has the bytes on the wire that it came with. */
  readonly isVerbatim: boolean;
  readonly bytesBefore: number;
  readonly bytesAround: number;
  readonly #framing: Framing;
  #encoder: FrameEncoder | undefined;
  #isEncodable = false;

  constructor(core: Core, framing: Framing) {
    this.#framing = framing;
    this.number = framingNumber(core, framing);
    this.isSealed = core.raw.isSealed(this.number) !== 0;
    this.isVerbatim = isVerbatim(framing);
    this.bytesBefore = core.raw.bytesBefore(this.number);
    this.bytesAround = this.bytesBefore + core.raw.bytesAfter(this.number);
  }

  /** @throws RangeError if frames of it can be decoded only. */
  check(): void {
    if (this.#isEncodable) return;
    checkEncodable(this.#framing);
    this.#isEncodable = true;
  }

  /** For frames that the core does not write, or that find no room in its memory. */
  get encoder(): FrameEncoder {
    this.#encoder ??= new FrameEncoder(this.#framing);
    return this.#encoder;
  }
}

/** Whether nothing is in front of a payload but its length, which is of a fixed size. */
function isVerbatim(framing: Framing): boolean {
  if (framing.kind !== "length-field") return false;
  const { offset, size, strip } = framing;
  return strip === 0 || (offset === 0 && strip === size);
}

const formats = new WeakMap<Core, WeakMap<Framing, WireFormat>>();

/** How this core writes frames of this framing. */
export function wireFormatOf(core: Core, framing: Framing): WireFormat {
  let known = formats.get(core);
  if (known === undefined) {
    known = new WeakMap();
    formats.set(core, known);
  }
  let format = known.get(framing);
  if (format === undefined) {
    format = new WireFormat(core, framing);
    known.set(framing, format);
  }
  return format;
}
