import type { presets } from "../../../src/codec.js";
import { type Wire, wire } from "../../support/wire.js";

/** A frame as it is on the wire, and what is delivered of it. */
export interface PresetFrame {
  readonly wire: Uint8Array;
  readonly delivered: Uint8Array;
}

/** Real frames of a protocol, and where their bytes are from. */
export interface PresetVector {
  readonly source: string;
  readonly frames: readonly PresetFrame[];
  /** Bytes in front of the first frame that are passed over. */
  readonly prelude?: Uint8Array;
  /** Whether the prelude is known to the preset: otherwise it can be decoded only. */
  readonly isDecodeOnly?: boolean;
}

export type PresetVectors = Readonly<Partial<Record<keyof typeof presets, PresetVector>>>;

/** Bytes in one part or in several. */
type Parts = Wire[number] | Wire;

/** Frames that are delivered whole. */
export function whole(source: string, ...frames: readonly Parts[]): PresetVector {
  return within(0, 0, source, ...frames);
}

/** Frames of which the first and the last bytes are taken off. */
export function within(
  front: number,
  back: number,
  source: string,
  ...frames: readonly Parts[]
): PresetVector {
  const all = frames.map((frame) => {
    const bytes = isOnePart(frame) ? wire(frame) : wire(...frame);
    return { wire: bytes, delivered: bytes.subarray(front, bytes.length - back) };
  });
  return { source, frames: all };
}

function isOnePart(parts: Parts): parts is Wire[number] {
  return typeof parts !== "object" || parts instanceof Uint8Array;
}
