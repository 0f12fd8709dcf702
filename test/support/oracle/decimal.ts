import type { DecimalFraming } from "../../../src/codec.js";
import { type Step, incomplete, malformed, overLimit, oversize } from "./step.js";

/** Digits of a length that can be passed over; one more is more than anyone can count. */
const DIGITS_MAX = 18;

export function stepDecimal(framing: DecimalFraming, rest: Uint8Array): Step {
  const { separator, maxFrameBytes: limit, onOversize } = framing;
  let value = 0n;
  for (const [i, byte] of rest.entries()) {
    if (byte === separator) {
      return i === 0 ? malformed(framing) : stepBody(framing, rest, i + 1, value);
    }
    if (byte < 0x30 || byte > 0x39) return malformed(framing);
    // Zero has no digit behind it.
    if (i > 0 && value === 0n) return malformed(framing);
    value = 10n * value + BigInt(byte - 0x30);
    const isFinal = onOversize === "close" ? value > BigInt(limit) : i >= DIGITS_MAX;
    if (isFinal) return oversize(framing, Number(value));
  }
  return incomplete(framing, rest);
}

function stepBody(framing: DecimalFraming, rest: Uint8Array, header: number, value: bigint): Step {
  const { trailer, maxFrameBytes: limit } = framing;
  const declared = Number(value);
  const exact = BigInt(header + trailer.length) + value;
  if (value > BigInt(limit)) return overLimit(framing, rest, exact, declared);
  const wire = Number(exact);
  const arrived = rest.subarray(wire - trailer.length, wire);
  if (arrived.some((byte, i) => byte !== trailer[i])) return malformed(framing, declared);
  if (rest.length < wire) return incomplete(framing, rest, wire);
  return { payload: rest.slice(header, header + declared), size: wire };
}
