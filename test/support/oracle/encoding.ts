/** An encoder that is slow and obvious, the other half of the decoding oracle. */
import type {
  DelimiterFraming,
  EncodeErrorCode,
  Framing,
  LengthFieldFraming,
  SimpleFraming,
  Stage,
  VarintFraming,
} from "../../../src/codec.js";
import { leb128 } from "../random-frame.js";
import { field, join, wire } from "../wire.js";
import { firstDelimiter } from "./delimiter.js";

/** The bytes on the wire, and what a decoder makes of them. */
interface Written {
  readonly wire: Uint8Array;
  readonly delivered: Uint8Array;
}

/** Why a payload cannot be encoded: with more than one reason, any of them may be told. */
interface Refused {
  readonly refusals: readonly EncodeErrorCode[];
}

export type Encoded = Written | Refused;

const CR = 0x0d;
const UNENCODABLE: Refused = { refusals: ["unencodable"] };

/** What is written, if nothing speaks against it. */
function unless(
  reasons: Partial<Record<EncodeErrorCode, boolean>>,
  written: () => Written,
): Encoded {
  const refusals = (["oversize", "unencodable"] as const).filter((code) => reasons[code]);
  return refusals.length > 0 ? { refusals } : written();
}

/** A payload in parts: what it keeps in front of the length, and what the length counts. */
interface Parts {
  readonly front: Uint8Array;
  readonly body: Uint8Array;
}

function encodeLengthField(framing: LengthFieldFraming, payload: Uint8Array): Encoded {
  const { offset, size, strip, endian, signed, adjustment, trailer, prefix } = framing;
  const isKept = strip <= offset;
  const kept = isKept ? offset - strip : 0;
  if (isKept && payload.length < kept + size) return UNENCODABLE;
  const parts: Parts = {
    front: payload.slice(0, kept),
    body: payload.slice(isKept ? kept + size : 0),
  };
  const bytes = parts.body.length + trailer.length;
  const value = bytes - adjustment;
  const most = 2 ** (8 * size - (signed ? 1 : 0)) - 1;
  const least = signed ? -most - 1 : 0;
  const reasons = {
    oversize: bytes > framing.maxFrameBytes || value > most,
    unencodable: value < least,
  };
  return unless(reasons, () => {
    const length = field(value, size, endian);
    const { front, body } = parts;
    return {
      wire: join([prefix, front, length, body, trailer]),
      delivered: isKept ? join([front, length, body]) : body,
    };
  });
}

/** Bytes of the varint at `start`; undefined if none ends within `most`. */
function varintBytes(bytes: Uint8Array, start: number, most: number): number | undefined {
  const last = bytes.subarray(start, start + most).findIndex((byte) => byte < 0x80);
  return last === -1 ? undefined : last + 1;
}

function encodeVarint(framing: VarintFraming, payload: Uint8Array): Encoded {
  const { offset, strip, adjustment, maxBytes, maxFrameBytes, prefix } = framing;
  const kept = strip === undefined ? 0 : offset - strip;
  const old = strip === undefined ? 0 : varintBytes(payload, kept, maxBytes);
  if (old === undefined) return UNENCODABLE;
  const parts: Parts = { front: payload.slice(0, kept), body: payload.slice(kept + old) };
  const value = parts.body.length - adjustment;
  const length = leb128(value, 0);
  const reasons = {
    oversize: parts.body.length > maxFrameBytes || (value >= 0 && length.length > maxBytes),
    unencodable: value < 0,
  };
  return unless(reasons, () => {
    const { front, body } = parts;
    return {
      wire: join([prefix, front, length, body]),
      delivered: strip === undefined ? body : join([front, length, body]),
    };
  });
}

function encodeDelimited(framing: DelimiterFraming, payload: Uint8Array): Encoded {
  const { delimiters, stripsCr, keepsEnding, maxFrameBytes } = framing;
  const ending = keepsEnding ? new Uint8Array(0) : (delimiters[0] ?? new Uint8Array(0));
  const whole = join([payload, ending]);
  const found = firstDelimiter(framing, whole);
  const body = whole.length - (found === undefined ? 0 : found.end - found.start);
  const endsInCr = stripsCr && whole[body - 1] === CR;
  const isWhole = found?.end === whole.length && (keepsEnding || !endsInCr);
  const reasons = {
    oversize: body - (endsInCr ? 1 : 0) > maxFrameBytes,
    unencodable: !isWhole,
  };
  return unless(reasons, () => ({ wire: whole, delivered: payload }));
}

/** What encoding a payload must come to. */
export function encodeSlowly(framing: SimpleFraming, payload: Uint8Array): Encoded {
  const { length } = payload;
  const oversize = length > framing.maxFrameBytes;
  if (framing.kind === "length-field") return encodeLengthField(framing, payload);
  if (framing.kind === "varint") return encodeVarint(framing, payload);
  if (framing.kind === "delimiter") return encodeDelimited(framing, payload);
  if (framing.kind === "fixed" && length !== framing.size) return UNENCODABLE;
  if (framing.kind === "decimal") {
    const whole = wire(String(length), framing.separator, payload, framing.trailer);
    return unless({ oversize }, () => ({ wire: whole, delivered: payload }));
  }
  if (framing.kind === "header-block") {
    const header = `Content-Length: ${length}\r\n\r\n`;
    // A header that its own decoder refuses is no header, for whichever reason.
    const isTooLong = header.length > framing.maxHeaderBytes;
    const reasons = { oversize: oversize || isTooLong, unencodable: isTooLong };
    return unless(reasons, () => ({ wire: wire(header, payload), delivered: payload }));
  }
  return { wire: payload, delivered: payload };
}

/** Encodes one payload after the other, moving from stage to stage. */
export class SlowEncoder {
  readonly #rest: Stage[];
  #written = 0;

  constructor(framing: Framing) {
    this.#rest = framing.kind === "stages" ? [...framing.stages] : [{ framing, frames: Infinity }];
  }

  /** Under which framing the next payload goes. */
  get framing(): SimpleFraming {
    const next = this.#rest.find((stage) => "framing" in stage);
    if (next === undefined) throw new RangeError("the last stage is a framing");
    return next.framing;
  }

  /** A refusal changes nothing. */
  encode(payload: Uint8Array): Encoded {
    const encoded = encodeSlowly(this.framing, payload);
    if ("refusals" in encoded) return encoded;
    const skipped: Uint8Array[] = [];
    for (let stage = this.#rest[0]; stage !== undefined && "skip" in stage; stage = this.#rest[0]) {
      skipped.push(stage.content);
      this.#rest.shift();
    }
    this.#count();
    return { ...encoded, wire: join([...skipped, encoded.wire]) };
  }

  #count(): void {
    const [stage] = this.#rest;
    if (stage === undefined || "skip" in stage || ++this.#written < stage.frames) return;
    this.#written = 0;
    this.#rest.shift();
  }
}
