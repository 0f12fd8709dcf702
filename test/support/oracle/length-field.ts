import type { LengthFieldFraming } from "../../../src/codec.js";
import { type Step, incomplete, malformed, overLimit } from "./step.js";

/** The number that a length field holds. */
export function fieldValue(framing: LengthFieldFraming, field: Uint8Array): bigint {
  const digits = framing.endian === "big" ? [...field] : [...field].reverse();
  const value = digits.reduce((sum, digit) => sum * 256n + BigInt(digit), 0n);
  return framing.signed ? BigInt.asIntN(8 * field.length, value) : value;
}

export function stepLengthField(framing: LengthFieldFraming, rest: Uint8Array): Step {
  const { offset, size, strip, trailer, maxFrameBytes: limit } = framing;
  const header = offset + size;
  // A header is judged when it is whole: the error has to name the size that it declares.
  if (rest.length < header) return incomplete(framing, rest, header);
  const value = fieldValue(framing, rest.subarray(offset, header));
  // Beyond 2^53 an error can name no more than the double nearest to the value, adjusted.
  const declared = Number(value) + framing.adjustment;
  const exact = value + BigInt(framing.adjustment);
  if (exact > BigInt(limit)) return overLimit(framing, rest, BigInt(header) + exact, declared);
  const isTooShort = declared < trailer.length || header + declared < strip + trailer.length;
  if (isTooShort) return malformed(framing, declared);
  const wire = header + declared;
  const arrived = rest.subarray(wire - trailer.length, wire);
  // The first wrong byte of a trailer is final, whatever still comes.
  if (arrived.some((byte, i) => byte !== trailer[i])) return malformed(framing, declared);
  if (rest.length < wire) return incomplete(framing, rest, wire);
  return { payload: rest.slice(strip, wire - trailer.length), size: wire };
}
