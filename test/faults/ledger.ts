/**
 * Numbered frames, so that loss, repetition, disorder and change are counted, not guessed:
 *
 * ```text
 *   lane u32 | index u32 | filler, as lane and index say | crc32 of all before u32
 * ```
 */
import { crc32 } from "node:zlib";

const HEAD_BYTES = 8;
const CRC_BYTES = 4;
/** Bytes of a frame without filler. */
export const FRAME_BYTES_MIN: number = HEAD_BYTES + CRC_BYTES;
const FILLER_BYTES = 64 * 1024;
const MIDDLE_EVERY = 16;
const LARGE_EVERY = 61;

const filler = Buffer.alloc(2 * FILLER_BYTES, "bytes in, frames out; ");
for (let i = 0; i < filler.length; ++i) filler[i] = (i * 131 + (i >>> 8) * 29 + (i >>> 16)) & 0xff;

/** Mostly small ones, now and then one that does not fit a segment, or a read. */
function usualBytes(index: number): number {
  if (index % LARGE_EVERY === LARGE_EVERY - 1) return 20_000 + (index % 1_000);
  if (index % MIDDLE_EVERY === MIDDLE_EVERY - 1) return 2_000 + (index % 500);
  return FRAME_BYTES_MIN + (index % 97);
}

let lanes = 0;

/** One direction of one conversation: what was sent, and what has come of it. */
export class Ledger {
  sent = 0;
  /** Frames that arrived, each once. */
  received = 0;
  /** Frames that were never sent so: changed, out of order, of another lane. */
  wrong = 0;
  /** Frames that came again. */
  repeats = 0;
  readonly lane: number = ++lanes;
  readonly #bytes: (index: number) => number;
  #expected = 0;

  constructor(bytes: number | ((index: number) => number) = usualBytes) {
    this.#bytes = typeof bytes === "number" ? () => bytes : bytes;
  }

  /** The next frame's payload. */
  next(): Buffer {
    return this.at(this.sent++);
  }

  /** A frame's payload, sent before or not. */
  at(index: number): Buffer {
    const size = this.#bytes(index);
    const frame = Buffer.allocUnsafe(size);
    frame.writeUInt32BE(this.lane, 0);
    frame.writeUInt32BE(index, 4);
    let at = HEAD_BYTES;
    while (at < size - CRC_BYTES) {
      const start = (this.lane * 7 + index * 13) % FILLER_BYTES;
      at += filler.copy(frame, at, start, start + Math.min(FILLER_BYTES, size - CRC_BYTES - at));
    }
    frame.writeUInt32BE(crc32(frame.subarray(0, size - CRC_BYTES)), size - CRC_BYTES);
    return frame;
  }

  /** Notes a payload that has arrived; answers its index, or -1 if it was never sent. */
  take(bytes: Uint8Array): number {
    const index = this.#indexOf(bytes);
    if (index < 0 || index >= this.sent) {
      ++this.wrong;
      return -1;
    }
    if (index < this.#expected) {
      ++this.repeats;
      return index;
    }
    this.#expected = index + 1;
    ++this.received;
    return index;
  }

  #indexOf(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = bytes.length - CRC_BYTES;
    if (end < HEAD_BYTES || view.getUint32(0) !== this.lane) return -1;
    const index = view.getUint32(4);
    const isSame = bytes.length === this.#bytes(index);
    return isSame && view.getUint32(end) === crc32(bytes.subarray(0, end)) ? index : -1;
  }

  get isComplete(): boolean {
    return this.received === this.sent;
  }

  /** What is missing, and what should not have come. */
  get lost(): number {
    return this.sent - this.received + this.wrong + this.repeats;
  }
}

/** All ledgers together. */
export function total(ledgers: Iterable<Ledger>): { sent: number; received: number; lost: number } {
  const sum = { sent: 0, received: 0, lost: 0 };
  for (const ledger of ledgers) {
    sum.sent += ledger.sent;
    sum.received += ledger.received;
    sum.lost += ledger.lost;
  }
  return sum;
}

/** The payload behind its length: what `lengthPrefixed(4)` reads. */
export function framed(payload: Uint8Array): Buffer {
  const header = Buffer.allocUnsafe(4);
  header.writeUInt32BE(payload.length);
  return Buffer.concat([header, payload]);
}
