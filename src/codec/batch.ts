import { expected } from "../core/check.js";
import type { Core } from "../core/core.js";
import type { ScanResult } from "../core/result.js";
import type { ProtocolError } from "../errors.js";
import { FrameIterator, type Walk, type Walked, staleBatch } from "./frame-iterator.js";
import { type Frame, FrameView } from "./frame.js";

/**
 * The frames of one piece of the stream, by index, where they lie in memory. Iterating delivers every
 * frame of all pieces, then throws `error` if there is one, and lets the memory go.
 */
export interface FrameBatch extends Iterable<Frame> {
  /** Frames of this piece. */
  readonly length: number;
  /** The frame at this place, in the one `Frame` object of the batch. @throws RangeError if none. */
  at(index: number): Frame;
  /** Where its bytes start in `memory`. @throws RangeError if there is no such frame. */
  offset(index: number): number;
  /** How many bytes it has. @throws RangeError if there is no such frame. */
  size(index: number): number;
  /** Where its first byte on the wire is in the stream. @throws RangeError if there is no such frame. */
  position(index: number): number;
  /** Bytes on the wire in front of its payload. @throws RangeError if there is no such frame. */
  headerSize(index: number): number;
  /** All its bytes on the wire. @throws RangeError if there is no such frame. */
  wireSize(index: number): number;
  /** The memory that offsets count in: good as long as the batch. */
  readonly memory: Uint8Array;
  /** Shows the next piece of the same chunk, if there is one; the piece before is gone then. */
  more(): boolean;
  /** Why the stream ended: set with the last piece. */
  readonly error: ProtocolError | undefined;
  /** Frames over the limit that were passed over in this chunk, as far as pieces were shown. */
  readonly discarded: number;
  /** All frames from this piece on, copied: the caller's to keep. Leaves the last piece shown. */
  copies(): Uint8Array<ArrayBuffer>[];
}

/** What stands behind a batch: the decoder, or a connection's reader. */
export interface PieceSource {
  /** Fills the table with the next piece; false if there is none. */
  advance(): boolean;
  /** The walk has ended: the memory may go. */
  finish(): void;
}

/** A batch over a frame table of three columns; the layout is drawn in assembly/scan.ts. */
export class TableBatch implements FrameBatch, Walked {
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly frame: FrameView;
  error: ProtocolError | undefined;
  discarded = 0;
  readonly #source: PieceSource;
  readonly #result: ScanResult;
  readonly #cells: Int32Array<ArrayBuffer>;
  #length = 0;
  #live = 0;
  // Where the three columns start, in cells.
  #offsets = 0;
  #sizes = 0;
  #ends = 0;
  // Where the scan began: in memory, and in the stream.
  #from = 0;
  #position = 0;
  #shown = -1;
  #walk: Walk | undefined;
  // Kept: with the last object of its class the collector would take the code that is optimized for it.
  #iterator: FrameIterator | undefined;

  constructor(core: Core, source: PieceSource) {
    this.memory = core.memory;
    this.frame = new FrameView(core);
    this.#cells = core.cells;
    this.#result = core.result;
    this.#source = source;
  }

  get length(): number {
    return this.#length;
  }

  /** Shows the `length` frames of the last scan: its table is at `address`, a column has `stride` cells. */
  show(address: number, stride: number, length: number): void {
    this.#offsets = address >>> 2;
    this.#sizes = this.#offsets + stride;
    this.#ends = this.#sizes + stride;
    this.#length = length;
    this.#live = length;
    this.#from = this.#result.from;
    this.#position = this.#result.position;
    this.#shown = -1;
    this.frame.expire();
  }

  /** Another walk begins, `error` being known from before. */
  restart(error: ProtocolError | undefined): void {
    this.show(0, 0, 0);
    this.error = error;
    this.discarded = 0;
  }

  /** Whether there is nothing to see and nobody looks: it serves as the batch of the next chunk too. */
  get isIdle(): boolean {
    return this.#length === 0 && this.#walk === undefined && this.discarded === 0;
  }

  /** This walk is over: its iterators end in peace if another framing goes on, or else throw. */
  leave(isSwitched: boolean): void {
    this.expire();
    if (this.#walk === undefined) return;
    this.#walk.end = isSwitched ? "switched" : "left";
    this.#walk = undefined;
  }

  /** The memory is gone; the length still tells how many frames there were. */
  expire(): void {
    this.#live = 0;
    this.#shown = -1;
    this.frame.expire();
  }

  /** Index of the frame that the flyweight shows, or -1. */
  get shown(): number {
    return this.#shown;
  }

  /** Address right behind the wire bytes of a frame. */
  end(index: number): number {
    if (!(index >>> 0 === index && index < this.#live)) throw this.#outside(index);
    return this.#cells[this.#ends + index] as number;
  }

  /** Address of the first of them: frames of one scan lie one behind the other. */
  #start(index: number): number {
    return index === 0 ? this.#from : this.end(index - 1);
  }

  position(index: number): number {
    return this.#position + this.end(index) - this.wireSize(index) - this.#from;
  }

  headerSize(index: number): number {
    return this.offset(index) - this.#start(index);
  }

  wireSize(index: number): number {
    return this.end(index) - this.#start(index);
  }

  offset(index: number): number {
    if (!(index >>> 0 === index && index < this.#live)) throw this.#outside(index);
    return this.#cells[this.#offsets + index] as number;
  }

  size(index: number): number {
    if (!(index >>> 0 === index && index < this.#live)) throw this.#outside(index);
    return this.#cells[this.#sizes + index] as number;
  }

  at(index: number): FrameView {
    if (!(index >>> 0 === index && index < this.#live)) throw this.#outside(index);
    return this.#showFrame(index);
  }

  #showFrame(index: number): FrameView {
    const cells = this.#cells;
    this.frame.show(cells[this.#offsets + index] as number, cells[this.#sizes + index] as number);
    this.#shown = index;
    return this.frame;
  }

  more(): boolean {
    return this.#source.advance();
  }

  copies(): Uint8Array<ArrayBuffer>[] {
    const copies: Uint8Array<ArrayBuffer>[] = [];
    do {
      for (let i = 0; i < this.#length; ++i) {
        const start = this.offset(i);
        copies.push(this.memory.slice(start, start + this.size(i)));
      }
    } while (this.more());
    return copies;
  }

  [Symbol.iterator](): Iterator<Frame, undefined> {
    this.#iterator = new FrameIterator(this, (this.#walk ??= { end: undefined }));
    return this.#iterator;
  }

  showIn(walk: Walk, index: number): boolean {
    if (this.#walk !== walk || index >= this.#live) return false;
    this.#showFrame(index);
    return true;
  }

  goOn(index: number): number {
    let next = index;
    while (next >= this.#length) {
      if (!this.more()) {
        this.#end();
        return -1;
      }
      next = 0;
    }
    if (next >= this.#live) throw staleBatch();
    this.#showFrame(next);
    return next;
  }

  #end(): void {
    const { error } = this;
    this.finish();
    if (this.#walk !== undefined) this.#walk.end = "over";
    this.#walk = undefined;
    if (error !== undefined) throw error;
  }

  finish(): void {
    this.#source.finish();
  }

  #outside(index: number): Error {
    if (this.#live === 0 && this.#length > 0) return staleBatch();
    return new RangeError(expected("index", `a frame of the ${this.#length} here`, index));
  }
}
