import type { SimpleFraming } from "../../../src/codec.js";
import type { Span } from "./columns.js";

/** What a byte is to its frame. */
export type Role = "header" | "payload" | "trailer";

/** Where a frame's header ends and its trailer begins, for the eye: a kept header is one too. */
export interface Anatomy {
  readonly bodyFrom: number;
  readonly bodyTo: number;
}

/** Tells header, payload and trailer of a frame apart, also where the framing delivers them all. */
export function anatomyOf(framing: SimpleFraming, bytes: Uint8Array, span: Span): Anatomy {
  const bodyTo = span.to - keptEnding(framing, bytes, span);
  const headerEnd = span.start + headerSize(framing, bytes, span.start);
  return { bodyFrom: Math.min(bodyTo, Math.max(span.from, headerEnd)), bodyTo };
}

export function roleOf(anatomy: Anatomy, position: number): Role {
  if (position < anatomy.bodyFrom) return "header";
  return position < anatomy.bodyTo ? "payload" : "trailer";
}

/** Bytes up to the end of the length, where it can be kept. */
function headerSize(framing: SimpleFraming, bytes: Uint8Array, start: number): number {
  if (framing.kind === "length-field") return framing.offset + framing.size;
  if (framing.kind !== "varint") return 0;
  let size = framing.offset;
  while (size < framing.offset + framing.maxBytes - 1 && (bytes[start + size] ?? 0) >= 0x80) ++size;
  return size + 1;
}

/** Bytes of a delivered line or delimiter ending. */
function keptEnding(framing: SimpleFraming, bytes: Uint8Array, { from, to }: Span): number {
  if (framing.kind !== "delimiter" || !framing.keepsEnding) return 0;
  if (framing.stripsCr) return to - from > 1 && bytes[to - 2] === 0x0d ? 2 : 1;
  const isEnding = (delimiter: Uint8Array): boolean =>
    delimiter.every((byte, i) => bytes[to - delimiter.length + i] === byte);
  return framing.delimiters.find(isEnding)?.length ?? 0;
}
