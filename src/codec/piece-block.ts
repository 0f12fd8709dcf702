import type { Core } from "../core/core.js";
import { poolExhausted } from "./faults.js";

/** Bytes of a row of the frame table. */
const ROW_BYTES = 12;

/** What a decoder holds of its core: its slot, and a block for the piece shown and its frame table. */
export class PieceBlock {
  readonly core: Core;
  readonly slot: number;
  /** Address of the block, or 0. */
  address = 0;
  /** Address of the table, behind the bytes, and how many frames it has room for. */
  table = 0;
  rows = 0;

  constructor(core: Core, slot: number) {
    this.core = core;
    this.slot = slot;
  }

  /** Takes a block for `bytes` and a table of at least `rows`. @throws ResourceError if there is none. */
  take(bytes: number, rows: number): void {
    const { raw } = this.core;
    const block = raw.take(bytes + rows * ROW_BYTES + 4);
    if (block === 0) throw poolExhausted(this.core);
    this.address = block;
    this.table = (block + bytes + 3) & ~3;
    this.rows = Math.floor((block + raw.blockBytes(block) - this.table) / ROW_BYTES);
  }

  /** Gives the block back, if there is one. */
  give(): void {
    if (this.address !== 0) this.core.raw.give(this.address);
    this.address = 0;
  }

  /** Gives everything back. */
  dispose(): void {
    this.give();
    this.core.raw.slotGive(this.slot);
  }
}
