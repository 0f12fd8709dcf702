/**
 * The two doors into the core. Raw: numbers and addresses, about 10 ns a call, for what crosses once
 * per piece or oftener. Control: typed values through as-bind, for what crosses once per framing,
 * report or error. Addresses are bytes from the start of the memory.
 */
export interface RawExports {
  /** Claims all memory, once. */
  claim(pages: number, arenaBytes: number, zoneBytes: number, slotCount: number): number;
  zoneAddress(): number;
  tableAddress(): number;
  resultAddress(): number;
  scratchAddress(): number;

  /** A block of at least `bytes`, or 0. */
  take(bytes: number): number;
  give(block: number): void;
  blockBytes(block: number): number;

  /** A slot, or -1. */
  slotTake(framing: number): number;
  slotGive(slot: number): void;
  slotGeneration(slot: number): number;
  slotIs(slot: number, generation: number): number;
  slotAge(slot: number, generation: number): void;
  slotsTaken(): number;

  /** Room at the reported landing, 0 for the zone, or EXHAUSTED. */
  landing(slot: number): number;
  receive(slot: number, at: number, bytes: number): void;
  resume(slot: number): void;
  append(slot: number, bytes: number): number;
  /** Bytes that can be appended at the reported landing with nothing to scan. */
  quiet(slot: number): number;
  settle(slot: number): number;
  settleInReserve(slot: number): number;
  rehouse(slot: number): number;
  rewind(slot: number, at: number, framing: number): void;
  /** Back to `at`, behind the first `frames` frames of the last scan. */
  unscan(slot: number, at: number, frames: number): void;
  drop(slot: number): void;
  forget(slot: number): void;
  reframe(slot: number, framing: number): void;
  held(slot: number): number;
  /** Bytes that have come of what is not complete; the report says of what. */
  unfinished(slot: number): number;

  /** Frames found; the result region says whether there may be more, or what failed. */
  scan(slot: number, table: number, frames: number): number;

  bytesBefore(framing: number): number;
  bytesAfter(framing: number): number;
  /** Whether `seal` and `forward` can write its frames. */
  isSealed(framing: number): number;
  seal(framing: number, at: number, bytes: number): number;
  sealHeader(framing: number, at: number, bytes: number): number;
  forward(framing: number, target: number, source: number, bytes: number): number;

  /** Lets go of what the last control call left behind. */
  forgetValues(): void;
}

/** What a framing is in a core: the cells and the bytes of its record; see assembly/framing/record.ts. */
export type Declaration = readonly [cells: Int32Array, bytes: Uint8Array];

export interface ControlExports {
  /** The number of a new framing; -1 if the core holds as many as it can. */
  define(...declaration: Declaration): number;
  describeStatus(code: number): string;
  poolFigures(): Int32Array;
}
