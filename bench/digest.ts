/** What a run saw. */
export interface Tally {
  readonly frames: number;
  /** The digests of all frames, added up. */
  readonly sum: number;
}

/**
 * A proof looks at every byte; a measurement at the length, the first and the last byte of every frame. It
 * is decided once for a process, so that it costs a contestant nothing.
 */
const isProof: boolean = "process" in globalThis && process.argv.includes("--prove");

/** The digest of the bytes at `offset`: no view of them is needed. */
export function digestAt(memory: Uint8Array, offset: number, size: number): number {
  if (isProof) return wholeAt(memory, offset, size);
  if (size === 0) return 0;
  return size + (memory[offset] as number) + (memory[offset + size - 1] as number);
}

export function digest(frame: Uint8Array): number {
  if (isProof) return wholeAt(frame, 0, frame.length);
  const { length } = frame;
  if (length === 0) return 0;
  return length + (frame[0] as number) + (frame[length - 1] as number);
}

/** A line that a peer hands out as a string. Its bytes are ASCII. */
export function digestText(line: string): number {
  if (isProof) return digest(Buffer.from(line, "latin1"));
  const { length } = line;
  if (length === 0) return 0;
  return length + line.charCodeAt(0) + line.charCodeAt(length - 1);
}

interface Bytes {
  readonly length: number;
  getUint8(offset: number): number;
}

/** A frame through its getters. */
export function digestFrame(frame: Bytes): number {
  const { length } = frame;
  if (isProof) {
    return wholeAt(
      Uint8Array.from({ length }, (_, i) => frame.getUint8(i)),
      0,
      length,
    );
  }
  if (length === 0) return 0;
  return length + frame.getUint8(0) + frame.getUint8(length - 1);
}

/** FNV-1a, as in bench/native/src/digest.rs. */
function wholeAt(memory: Uint8Array, offset: number, size: number): number {
  let hash = 0x811c9dc5;
  for (let i = offset; i < offset + size; ++i) {
    hash = Math.imul(hash ^ (memory[i] as number), 0x01000193);
  }
  return hash >>> 0;
}
