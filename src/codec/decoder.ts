/// <reference lib="esnext.disposable" preserve="true" />
import { expected } from "../core/check.js";
import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import { type ProtocolError, ResourceError } from "../errors.js";
import { PIECE_BYTES, PIECE_FRAMES } from "../limits.js";
import { type FrameBatch, type PieceSource, TableBatch } from "./batch.js";
import { framingNumber } from "./define.js";
import { incompleteError, poolExhausted, protocolError } from "./faults.js";
import type { Frame } from "./frame.js";
import type { Framing } from "./framing.js";
import { sharedCore } from "./shared-core.js";

/** Bytes of a row of the frame table. */
const ROW_BYTES = 12;
/** Rows that a small chunk is given. */
const ROWS_MIN = 16;
const NOTHING: Uint8Array = new Uint8Array(0);

/** What a decoder holds of its core. */
interface Holding {
  readonly core: Core;
  readonly slot: number;
  /** The block of the piece shown, or 0. */
  block: number;
}

function giveBack({ core, slot, block }: Holding): void {
  if (block !== 0) core.raw.give(block);
  core.raw.slotGive(slot);
}

/** A decoder that is forgotten without `dispose()` gives back what it held when it is collected. */
const forgotten = new FinalizationRegistry<Holding>(giveBack);

/**
 * Any bytes in, frames out; no I/O. Bytes that are not yet a frame are kept for the next push, in a
 * pooled buffer of this decoder's own.
 *
 * @example
 * const decoder = new FrameDecoder(lengthPrefixed(2));
 * for (const frame of decoder.push(Uint8Array.of(0, 2, 0x68, 0x69))) console.log(frame.text()); // hi
 */
export class FrameDecoder implements PieceSource {
  readonly #core: Core;
  readonly #slot: number;
  readonly #holding: Holding;
  // Two batches take turns, so that one that is kept too long is stale and not the next one.
  #batch: TableBatch;
  #resting: TableBatch;
  #chunk = NOTHING;
  #taken = 0;
  #table = 0;
  #rows = 0;
  // Room behind the bytes held in which nothing is to be scanned yet, and how much of it was filled
  // without telling the core: so a large frame in small chunks costs no call for each of them.
  #quiet = 0;
  #quietAt = 0;
  #quietBytes = 0;
  #isOpen = false;
  #hasMore = false;
  #mustRescan = false;
  #failure: ProtocolError | undefined;
  #state: "open" | "ended" | "disposed" = "open";

  /**
   * @throws TypeError if `framing` is none; ResourceError if 65,536 decoders are alive or the memory
   * for the core is not to be had.
   */
  constructor(framing: Framing) {
    this.#core = sharedCore();
    this.#slot = this.#core.raw.slotTake(framingNumber(this.#core, framing));
    if (this.#slot < 0) {
      throw new ResourceError("slots-exhausted", "too many decoders are alive: dispose() of some");
    }
    this.#batch = new TableBatch(this.#core, this);
    this.#resting = new TableBatch(this.#core, this);
    this.#holding = { core: this.#core, slot: this.#slot, block: 0 };
    forgotten.register(this, this.#holding, this);
  }

  /**
   * Decodes a chunk. Never throws for what the bytes say: that is the batch's `error`, and the batches
   * of all later pushes have it too. The batch is good until the next call on this decoder. Up to 1 MiB
   * of the chunk is copied at once; a longer one must not change while its batch is walked.
   *
   * @throws TypeError if the chunk is no Uint8Array, or the decoder ended or disposed of;
   * ResourceError if the pool has no buffer: nothing of the chunk was taken then. (Where part of it was,
   * the batch's `more()` throws instead, and can be asked again.)
   */
  push(chunk: Uint8Array): FrameBatch {
    if (!(chunk instanceof Uint8Array)) {
      throw new TypeError(expected("chunk", "a Uint8Array", chunk));
    }
    if (chunk.length < this.#quiet && this.#batch.isIdle) {
      this.#addQuietly(chunk);
      return this.#batch;
    }
    this.#begin();
    this.#chunk = chunk;
    try {
      this.advance();
    } catch (error) {
      if (error instanceof ResourceError && this.#taken > 0) return this.#batch;
      this.#chunk = NOTHING;
      throw error;
    }
    return this.#batch;
  }

  /**
   * The stream has ended. The batch is empty; its error is an IncompleteFrameError if part of a frame
   * is left, or the failure there was before.
   *
   * @throws TypeError if the decoder has ended already or was disposed of.
   */
  end(): FrameBatch {
    this.#begin();
    this.#failure ??= incompleteError(this.#core, this.#slot);
    this.#batch.error = this.#failure;
    this.#state = "ended";
    return this.#batch;
  }

  /**
   * Goes on under another framing with the bytes not yet consumed: those behind `after`, the frame
   * being looked at, or else behind the frames of the piece shown. Iterations of the batch before end.
   *
   * @throws TypeError if `framing` is none or `after` is not the current frame of this decoder.
   */
  switchTo(framing: Framing, after?: Frame): FrameBatch {
    this.#check();
    this.#wake();
    const number = framingNumber(this.#core, framing);
    const { raw } = this.#core;
    if (after !== undefined) {
      const isCurrent = after === this.#batch.frame && this.#batch.shown >= 0;
      if (!isCurrent) {
        throw new TypeError(expected("after", "the frame this decoder shows", after));
      }
      raw.rewind(this.#slot, this.#batch.end(this.#batch.shown), number);
      this.#failure = undefined;
      this.#hasMore = true;
    } else if (this.#failure === undefined) {
      this.#close();
      raw.reframe(this.#slot, number);
      this.#mustRescan = true;
    }
    this.#turn(true);
    this.advance();
    return this.#batch;
  }

  /** Gives everything back: the batch is void, and further calls throw. Does nothing twice. */
  dispose(): void {
    if (this.#state === "disposed") return;
    this.#state = "disposed";
    this.#batch.expire();
    forgotten.unregister(this);
    giveBack(this.#holding);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Shows the next piece. For the batch, not for users. */
  advance(): boolean {
    while (this.#state === "open") {
      if (this.#isOpen) {
        if (this.#hasMore && this.#scan()) return true;
        if (this.#hasMore) continue;
        if (this.#failure !== undefined || this.#taken === this.#chunk.length) return false;
        this.#close();
        this.#batch.show(0, 0, 0);
      }
      if (this.#failure !== undefined) return false;
      if (this.#mustRescan && this.#rescan()) continue;
      if (this.#taken === this.#chunk.length) return false;
      this.#open();
    }
    return false;
  }

  /** Ends the walk over the last chunk; frames not looked at are passed over. For the batch. */
  finish(): void {
    if (this.#state === "disposed") return;
    while (this.advance());
    this.#close();
    this.#chunk = NOTHING;
    this.#taken = 0;
  }

  #check(): void {
    if (this.#state === "open") return;
    throw new TypeError(`"decoder" expected to be open, got one that is ${this.#state}`);
  }

  /** Leaves the batch before behind, for a new one. */
  #begin(): void {
    this.#check();
    this.#wake();
    this.finish();
    this.#turn(false);
  }

  #addQuietly(part: Uint8Array): void {
    const { memory } = this.#core;
    const { length } = part;
    if (length === 1) memory[this.#quietAt] = part[0] as number;
    else memory.set(part, this.#quietAt);
    this.#quietAt += length;
    this.#quietBytes += length;
    this.#quiet -= length;
  }

  /** Tells the core what was added quietly. */
  #wake(): void {
    if (this.#quietBytes > 0) this.#core.raw.append(this.#slot, this.#quietBytes);
    this.#quietBytes = 0;
    this.#quiet = 0;
  }

  #turn(isSwitched: boolean): void {
    const left = this.#batch;
    left.leave(isSwitched);
    this.#batch = this.#resting;
    this.#resting = left;
    this.#batch.restart(this.#failure);
  }

  #scan(): boolean {
    const { raw, result } = this.#core;
    const frames = raw.scan(this.#slot, this.#table, this.#rows);
    this.#hasMore = result.more;
    this.#batch.show(this.#table, this.#rows, frames);
    if (result.discarded) ++this.#batch.discarded;
    const { code } = result;
    if (code !== OK) {
      this.#failure ??= protocolError(this.#core, code);
      this.#batch.error = this.#failure;
    }
    return frames > 0;
  }

  /** Opens the next part of the chunk as a piece. */
  #open(): void {
    const { raw, memory, result } = this.#core;
    this.#quiet = raw.quiet(this.#slot);
    this.#quietAt = result.landing;
    const rest = this.#chunk.length - this.#taken;
    if (rest <= this.#quiet) {
      this.#addQuietly(this.#part(rest));
      this.#took(rest);
      return;
    }
    this.#quiet = 0;
    const room = raw.landing(this.#slot);
    if (room === EXHAUSTED) throw poolExhausted(this.#core);
    if (room === 0) {
      this.#openCopy(rest);
      return;
    }
    const { landing } = result;
    const part = this.#part(room);
    memory.set(part, landing);
    if (raw.append(this.#slot, part.length) === 0) {
      this.#takeTable(0, ROWS_MIN);
      raw.receive(this.#slot, landing, part.length);
      this.#opened();
    }
    this.#took(part.length);
  }

  /** Counts what was copied of the chunk; when that is all, the chunk is the caller's again. */
  #took(bytes: number): void {
    this.#taken += bytes;
    if (this.#taken < this.#chunk.length) return;
    this.#chunk = NOTHING;
    this.#taken = 0;
  }

  /** Copies part of the chunk behind what is held, with a frame table behind it. */
  #openCopy(bytes: number): void {
    const { raw, memory } = this.#core;
    const held = raw.held(this.#slot);
    const part = this.#part(Math.min(bytes, PIECE_BYTES));
    this.#takeTable(held + part.length, Math.min(PIECE_FRAMES, Math.max(ROWS_MIN, part.length)));
    memory.set(part, this.#holding.block + held);
    raw.receive(this.#slot, this.#holding.block + held, part.length);
    this.#opened();
    this.#took(part.length);
  }

  /** A block for `bytes` and, behind them, a table of at least `rows`. */
  #takeTable(bytes: number, rows: number): void {
    const { raw } = this.#core;
    const block = raw.take(bytes + rows * ROW_BYTES + 4);
    if (block === 0) throw poolExhausted(this.#core);
    this.#holding.block = block;
    this.#table = (block + bytes + 3) & ~3;
    this.#rows = Math.floor((block + raw.blockBytes(block) - this.#table) / ROW_BYTES);
  }

  /** The piece may hold frames. */
  #opened(): void {
    this.#isOpen = true;
    this.#hasMore = true;
  }

  #part(bytesMax: number): Uint8Array {
    const isRest = this.#taken === 0 && this.#chunk.length <= bytesMax;
    return isRest ? this.#chunk : this.#chunk.subarray(this.#taken, this.#taken + bytesMax);
  }

  /** Opens what is held as a piece, to be scanned under the new framing. */
  #rescan(): boolean {
    const { raw } = this.#core;
    // If the pool has no block now, the next push scans what is held together with its chunk.
    this.#mustRescan = false;
    if (raw.held(this.#slot) === 0) return false;
    this.#takeTable(0, ROWS_MIN);
    raw.resume(this.#slot);
    this.#opened();
    return true;
  }

  /** Closes the piece; what is not consumed stays with the slot. */
  #close(): void {
    const { raw } = this.#core;
    if (this.#isOpen && raw.settle(this.#slot) === EXHAUSTED) throw poolExhausted(this.#core);
    this.#isOpen = false;
    this.#hasMore = false;
    if (this.#holding.block !== 0) raw.give(this.#holding.block);
    this.#holding.block = 0;
    this.#batch.expire();
  }
}
