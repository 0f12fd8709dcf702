import { filled, type Piece } from "./late.js";

/** Segments that wait for what is missing in front of them. */
const WAITING_MAX = 8192;
/** Segments that may be out of order at the start of a stream whose SYN was not captured. */
const FIRST_SEGMENTS = 32;
/** By how many bytes a SYN may come too late. */
const LATE_SYN_BYTES_MAX = 65_536;
/** A gap that is larger is not believed. */
const GAP_BYTES_MAX = 16 * 1024 ** 2;

/** One direction of a connection, put in order. */
export interface Stream {
  /** Position, offset in the file and bytes of every piece, in order: what is between them is missing. */
  readonly pieces: readonly number[];
  /** Bytes from the first to the last, missing ones counted. */
  readonly length: number;
  /** Bytes that have no place: they are too far from the others. */
  readonly leftOut: number;
  /** Whether it is there from its first byte. */
  readonly hasStart: boolean;
}

/**
 * Puts the segments of one direction in order by their sequence numbers, 32 bits that wrap around; of bytes that
 * came twice, the first copy counts. Segments ahead of a gap wait for a retransmission. When they are too many, the
 * gap is given up; what comes for it later is kept for the end.
 */
export class Reassembly {
  /** The sequence number of position 0. */
  #base: number | undefined;
  /** Where the stream begins; positions are negative where segments came in the wrong order. */
  #origin = 0;
  #next = 0;
  /** Where the last segment ended before it was cut off. */
  #end = 0;
  #leftOut = 0;
  #hasStart = false;
  /** Whether it is known where the stream begins. */
  #isAnchored = false;
  /** By position, without overlaps, all behind `next`. */
  #waiting: Piece[] = [];
  readonly #pieces: number[] = [];
  #hasGaps = false;
  readonly #late: Piece[] = [];

  /** Whether no byte was taken yet. */
  get isEmpty(): boolean {
    return this.#pieces.length === 0 && this.#waiting.length === 0;
  }

  /** Takes a SYN. False if it is that of another stream. */
  synchronize(sequence: number): boolean {
    this.#base ??= (sequence + 1) >>> 0;
    const position = this.#positionOf(sequence + 1);
    if (this.#hasStart) return position === this.#origin;
    const first = this.#waiting[0]?.position ?? this.#next;
    const lateness = first - position;
    if (this.#isAnchored || lateness < 0 || lateness > LATE_SYN_BYTES_MAX) return false;
    this.#hasStart = true;
    this.#anchor(position);
    return true;
  }

  /** Takes the payload of a segment. */
  add(sequence: number, at: number, captured: number, sent: number): void {
    this.#base ??= sequence;
    const position = this.#positionOf(sequence);
    this.#end = Math.max(this.#end, position + sent);
    if (this.#isAnchored && position <= this.#next) {
      this.#keepLate(position, at, Math.min(captured, this.#next - position));
      this.#emit({ position, at, bytes: captured });
      this.#emitWaiting();
      return;
    }
    this.#wait(position, at, captured);
    if (!this.#isAnchored && this.#waiting.length >= FIRST_SEGMENTS) this.#anchorAtFirst();
    if (this.#waiting.length > WAITING_MAX) this.#flush(WAITING_MAX / 2);
  }

  /** All that there is; nothing can be added then. */
  finish(): Stream {
    this.#anchorAtFirst();
    this.#flush(this.#waiting.length);
    const tail = this.#end - this.#next;
    const end = tail > 0 && tail <= GAP_BYTES_MAX ? this.#end : this.#next;
    const pieces = this.#late.length > 0 ? filled(this.#pieces, this.#late) : this.#pieces;
    const origin = this.#hasStart ? this.#origin : Math.min(this.#origin, pieces[0] ?? Infinity);
    for (let i = 0; i < pieces.length; i += 3) pieces[i] = (pieces[i] ?? 0) - origin;
    return {
      pieces,
      length: end - origin,
      leftOut: this.#leftOut,
      hasStart: this.#hasStart,
    };
  }

  /** The position that this sequence number has nearest to where the stream is. */
  #positionOf(sequence: number): number {
    return this.#next + ((sequence - (this.#base ?? 0) - this.#next) | 0);
  }

  #anchorAtFirst(): void {
    const [first] = this.#waiting;
    if (!this.#isAnchored && first !== undefined) this.#anchor(first.position);
  }

  #anchor(position: number): void {
    this.#isAnchored = true;
    this.#origin = position;
    this.#next = position;
    this.#emitWaiting();
  }

  /** Bytes that the stream has passed are new only if they are in a gap, or before where it seemed to begin. */
  #keepLate(position: number, at: number, bytes: number): void {
    const isBefore = !this.#hasStart && this.#origin - position <= GAP_BYTES_MAX;
    const isNew = position < this.#origin ? isBefore : this.#hasGaps;
    if (bytes > 0 && isNew) this.#late.push({ position, at, bytes });
  }

  #emit({ position, at, bytes }: Piece): void {
    const known = Math.max(0, this.#next - position);
    if (known >= bytes) return;
    this.#hasGaps ||= position > this.#next;
    this.#pieces.push(position + known, at + known, bytes - known);
    this.#next = position + bytes;
  }

  /** What the stream has reached waits no longer. */
  #emitWaiting(): void {
    let ready = 0;
    for (const piece of this.#waiting) {
      if (piece.position > this.#next) break;
      this.#emit(piece);
      ++ready;
    }
    if (ready > 0) this.#waiting.splice(0, ready);
  }

  /** Gives up what is missing in front of the first pieces that wait. */
  #flush(pieces: number): void {
    for (const piece of this.#waiting.splice(0, pieces)) {
      if (piece.position - this.#next > GAP_BYTES_MAX) this.#leftOut += piece.bytes;
      else this.#emit(piece);
    }
    this.#emitWaiting();
  }

  /** Keeps what does not wait already. */
  #wait(position: number, at: number, bytes: number): void {
    const waiting = this.#waiting;
    let index = this.#indexBehind(position);
    let done = 0;
    while (done < bytes) {
      const from = position + done;
      const other = waiting[index];
      if (other !== undefined && other.position <= from) {
        done = other.position + other.bytes - position;
      } else {
        const end = Math.min(position + bytes, other?.position ?? Infinity);
        waiting.splice(index, 0, { position: from, at: at + done, bytes: end - from });
        done = end - position;
      }
      ++index;
    }
  }

  /** The first waiting piece that ends behind this position. */
  #indexBehind(position: number): number {
    let below = 0;
    let above = this.#waiting.length;
    while (below < above) {
      const middle = (below + above) >>> 1;
      const { position: from, bytes } = this.#waiting[middle] as Piece;
      if (from + bytes <= position) below = middle + 1;
      else above = middle;
    }
    return below;
  }
}
