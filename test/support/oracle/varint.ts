import type { VarintFraming } from "../../../src/codec.js";
import { type Step, incomplete, malformed, overLimit, oversize } from "./step.js";

/** Byte by byte, since each byte of a length may be the one that nothing can make right. */
export function stepVarint(framing: VarintFraming, rest: Uint8Array): Step {
  const { offset, maxBytes, adjustment, maxFrameBytes: limit, onOversize } = framing;
  let value = 0n;
  for (let count = 1; offset + count <= rest.length; ++count) {
    const byte = rest[offset + count - 1] ?? 0;
    const goesOn = byte >= 0x80;
    // Nine bytes hold 63 bits, so the tenth has room for one.
    if (count === 10 && byte > 1) return malformed(framing);
    if (goesOn && count === maxBytes) return malformed(framing);
    value += BigInt(byte & 0x7f) << BigInt(7 * (count - 1));
    const isOver = value + BigInt(adjustment) > BigInt(limit);
    if (isOver && onOversize === "close") return oversize(framing, Number(value) + adjustment);
    if (!goesOn) return stepBody(framing, rest, offset + count, value + BigInt(adjustment));
  }
  // At least one byte more, and at least the first of the length.
  return incomplete(framing, rest, Math.max(offset + 1, rest.length + 1));
}

function stepBody(framing: VarintFraming, rest: Uint8Array, header: number, bytes: bigint): Step {
  const { strip = header, maxFrameBytes: limit } = framing;
  const declared = Number(bytes);
  if (bytes > BigInt(limit)) return overLimit(framing, rest, BigInt(header) + bytes, declared);
  if (declared < 0 || header + declared < strip) return malformed(framing, declared);
  const wire = header + declared;
  if (rest.length < wire) return incomplete(framing, rest, wire);
  return { payload: rest.slice(strip, wire), size: wire };
}
