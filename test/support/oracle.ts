/**
 * A decoder that is slow and obvious: the whole stream in one array, lengths as bigints, nothing kept
 * from one frame to the next. The rules are those of section 6 of the design, one `if` each.
 */
import type { DelimiterFraming, Framing, LengthFieldFraming } from "../../src/codec.js";
import type { Failure } from "./outcome.js";

/** A frame, and where its wire bytes end in the stream. */
export interface OracleFrame {
  readonly payload: Uint8Array;
  readonly end: number;
}

export interface OracleOutcome {
  readonly frames: readonly OracleFrame[];
  readonly failure: Failure | undefined;
}

/** What one step finds at the front of the rest of a stream. */
type Step = { readonly payload: Uint8Array; readonly size: number } | Omit<Failure, "offset">;

/** The bytes needed are not all there: how many have come, and how many are known to be missing. */
function incomplete(rest: Uint8Array, limit: number, needed?: number): Step {
  const missing = needed === undefined ? undefined : needed - rest.length;
  return { code: "incomplete", limit, received: rest.length, missing };
}

/** The number that a length field holds. */
export function fieldValue(framing: LengthFieldFraming, field: Uint8Array): bigint {
  const digits = framing.endian === "big" ? [...field] : [...field].reverse();
  const value = digits.reduce((sum, digit) => sum * 256n + BigInt(digit), 0n);
  return framing.signed ? BigInt.asIntN(8 * field.length, value) : value;
}

function stepLengthField(framing: LengthFieldFraming, rest: Uint8Array): Step {
  const { offset, size, strip, trailer, maxFrameBytes: limit } = framing;
  const header = offset + size;
  // A header is judged when it is whole: the error has to name the size that it declares.
  if (rest.length < header) return incomplete(rest, limit, header);
  const value = fieldValue(framing, rest.subarray(offset, header));
  // Beyond 2^53 an error can name no more than the double nearest to the value, adjusted.
  const declared = Number(value) + framing.adjustment;
  if (value + BigInt(framing.adjustment) > BigInt(limit))
    return { code: "oversize", declared, limit };
  const isTooShort = declared < trailer.length || header + declared < strip + trailer.length;
  if (isTooShort) return { code: "malformed", declared, limit };
  const wire = header + declared;
  const arrived = rest.subarray(wire - trailer.length, wire);
  // The first wrong byte of a trailer is final, whatever still comes.
  if (arrived.some((byte, i) => byte !== trailer[i])) return { code: "malformed", declared, limit };
  if (rest.length < wire) return incomplete(rest, limit, wire);
  return { payload: rest.slice(strip, wire - trailer.length), size: wire };
}

function stepDelimiter(framing: DelimiterFraming, rest: Uint8Array): Step {
  const { delimiters, stripsCr, keepsEnding, maxFrameBytes: limit } = framing;
  const byte = delimiters[0]?.[0] ?? 0;
  const ending = rest.indexOf(byte);
  const body = ending === -1 ? rest : rest.subarray(0, ending);
  const endsInCr = stripsCr && body.at(-1) === 0x0d;
  // A last CR is not part of the line if LF follows it; before anything follows it may be either.
  const bytes = endsInCr ? body.length - 1 : body.length;
  if (bytes > limit) return { code: "oversize", declared: undefined, limit };
  if (ending === -1) return incomplete(rest, limit);
  return { payload: rest.slice(0, keepsEnding ? ending + 1 : bytes), size: ending + 1 };
}

/** What is at the front of `rest`, which is not empty. */
function stepOf(framing: Framing, rest: Uint8Array): Step {
  if (framing.kind === "length-field") return stepLengthField(framing, rest);
  if (framing.kind === "delimiter") return stepDelimiter(framing, rest);
  return { payload: rest, size: rest.length };
}

/** Decodes a whole stream from `start` on. */
export function decodeSlowly(framing: Framing, stream: Uint8Array, start = 0): OracleOutcome {
  const frames: OracleFrame[] = [];
  let at = start;
  while (at < stream.length) {
    const step = stepOf(framing, stream.subarray(at));
    if ("code" in step) return { frames, failure: { ...step, offset: at } };
    at += step.size;
    frames.push({ payload: step.payload, end: at });
  }
  return { frames, failure: undefined };
}
