/// <reference lib="esnext.disposable" preserve="true" />
import { expected } from "../core/check.js";
import type { Core } from "../core/core.js";
import { EXHAUSTED, OK } from "../core/status.js";
import { type ProtocolError, ResourceError } from "../errors.js";
import { PIECE_BYTES, PIECE_FRAMES } from "../limits.js";
import { type FrameBatch, type PieceSource, TableBatch } from "./batch.js";
import { Chunk } from "./chunk.js";
import { framingNumber } from "./define.js";
import { incompleteError, poolExhausted, protocolError } from "./faults.js";
import type { Frame } from "./frame.js";
import type { Framing } from "./framing.js";
import { PieceBlock } from "./piece-block.js";
import { QuietRoom } from "./quiet-room.js";
import { sharedCore } from "./shared-core.js";

/** Rows that a small chunk is given. */
const ROWS_MIN = 16;

/** A decoder that is forgotten without `dispose()` gives back what it held when it is collected. */
const forgotten = new FinalizationRegistry<PieceBlock>((piece) => {
  piece.dispose();
});

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
  readonly #piece: PieceBlock;
  readonly #quiet: QuietRoom;
  readonly #chunk = new Chunk();
  // Two batches take turns, so that one that is kept too long is stale and not the next one.
  #batch: TableBatch;
  #resting: TableBatch;
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
    this.#piece = new PieceBlock(this.#core, this.#slot);
    this.#quiet = new QuietRoom(this.#core, this.#slot);
    forgotten.register(this, this.#piece, this);
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
    if (chunk.length < this.#quiet.left && this.#batch.isIdle) {
      this.#quiet.add(chunk);
      return this.#batch;
    }
    this.#begin();
    this.#chunk.restart(chunk);
    try {
      this.advance();
    } catch (error) {
      if (error instanceof ResourceError && this.#chunk.isPartlyTaken) return this.#batch;
      this.#chunk.restart();
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
    this.#quiet.close();
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
    this.#piece.dispose();
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
        if (this.#failure !== undefined || this.#chunk.left === 0) return false;
        this.#close();
        this.#batch.show(0, 0, 0);
      }
      if (this.#failure !== undefined) return false;
      if (this.#mustRescan && this.#rescan()) continue;
      if (this.#chunk.left === 0) return false;
      this.#open();
    }
    return false;
  }

  /** Ends the walk over the last chunk; frames not looked at are passed over. For the batch. */
  finish(): void {
    if (this.#state === "disposed") return;
    while (this.advance());
    this.#close();
    this.#chunk.restart();
  }

  #check(): void {
    if (this.#state === "open") return;
    throw new TypeError(`"decoder" expected to be open, got one that is ${this.#state}`);
  }

  /** Leaves the batch before behind, for a new one. */
  #begin(): void {
    this.#check();
    this.#quiet.close();
    this.finish();
    this.#turn(false);
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
    const frames = raw.scan(this.#slot, this.#piece.table, this.#piece.rows);
    this.#hasMore = result.more;
    this.#batch.show(this.#piece.table, this.#piece.rows, frames);
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
    const { left } = this.#chunk;
    if (left <= this.#quiet.find()) {
      this.#quiet.add(this.#chunk.part(left));
      this.#chunk.took(left);
      return;
    }
    this.#quiet.close();
    const room = raw.landing(this.#slot);
    if (room === EXHAUSTED) throw poolExhausted(this.#core);
    if (room === 0) {
      this.#openCopy(left);
      return;
    }
    const { landing } = result;
    const part = this.#chunk.part(room);
    memory.set(part, landing);
    if (raw.append(this.#slot, part.length) === 0) {
      this.#piece.take(0, ROWS_MIN);
      raw.receive(this.#slot, landing, part.length);
      this.#opened();
    }
    this.#chunk.took(part.length);
  }

  /** Copies part of the chunk behind what is held, with a frame table behind it. */
  #openCopy(bytes: number): void {
    const { raw, memory } = this.#core;
    const held = raw.held(this.#slot);
    const part = this.#chunk.part(Math.min(bytes, PIECE_BYTES));
    this.#piece.take(held + part.length, Math.min(PIECE_FRAMES, Math.max(ROWS_MIN, part.length)));
    const at = this.#piece.address + held;
    memory.set(part, at);
    raw.receive(this.#slot, at, part.length);
    this.#opened();
    this.#chunk.took(part.length);
  }

  /** The piece may hold frames. */
  #opened(): void {
    this.#isOpen = true;
    this.#hasMore = true;
  }

  /** Opens what is held as a piece, to be scanned under the new framing. */
  #rescan(): boolean {
    const { raw } = this.#core;
    // If the pool has no block now, the next push scans what is held together with its chunk.
    this.#mustRescan = false;
    if (raw.held(this.#slot) === 0) return false;
    this.#piece.take(0, ROWS_MIN);
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
    this.#piece.give();
    this.#batch.expire();
  }
}
