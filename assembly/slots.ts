// The connection-id map and the receive state of each connection or decoder.
//
//    0 u32  generation     28 bits; the id that the host shows is loop | generation | slot
//    4 u32  next           the next free slot, while free;  TAKEN while in use
//    8 u32  framing        index of the framing record that holds now
//   12 i32  status         OK, or the final failure
//   16 u32  block          the pool buffer that holds the bytes not yet consumed, or 0
//   20 u32  held           how many they are
//   24 u32  need           bytes the current frame is known to take on the wire, or 0
//   28 u32  searched       bytes of the partial frame that hold no delimiter, or were looked at
//   32 u32  begin  \
//   36 u32  parsed  >      the piece being scanned:  begin <= parsed <= end
//   40 u32  end    /
//   48 u64  offset         position in the stream of the byte at `begin`, or of the first one held
//   56 i32  stages         index of the record of stages, or -1
//   60 i32  stage          which of them it is in
//   64 u32  left           frames until the next one, 0: it lasts
//   68 i32  mode           whether bytes are passed over: see passing.ts
//   72 u64  skip           how many still are
//   80 u64  skipped        position in the stream where that began
//   88 i32  state          of a header block being read
//   92 i32  scannedStage   stage and ...
//   96 u64  value          length found in that header
//  104 u32  scannedLeft    ... `left` when the last scan began
//
// A slot's generation goes up each time it is taken; one whose generations are used up is retired, so
// an id never comes back.
import { SLOTS, SLOT_BYTES, SLOT_COUNT } from "./layout";
import { OK } from "./status";
import { give } from "./pool";

export const GENERATION: usize = 0;
const NEXT: usize = 4;
export const FRAMING: usize = 8;
export const STATUS: usize = 12;
export const BLOCK: usize = 16;
export const HELD: usize = 20;
export const NEED: usize = 24;
export const SEARCHED: usize = 28;
export const BEGIN: usize = 32;
export const PARSED: usize = 36;
export const END: usize = 40;
export const OFFSET: usize = 48;
export const STAGES_OF: usize = 56;
export const STAGE: usize = 60;
export const LEFT: usize = 64;
export const MODE: usize = 68;
export const SKIP: usize = 72;
export const SKIPPED: usize = 80;
export const STATE: usize = 88;
export const SCANNED_STAGE: usize = 92;
export const VALUE: usize = 96;
export const SCANNED_LEFT: usize = 104;

const GENERATION_MAX: u32 = (1 << 28) - 1;
const NONE: u32 = 0xffffffff;
const TAKEN: u32 = 0xfffffffe;

let freeFirst: u32 = NONE;
let freshFirst: i32 = 0;
let takenCount: i32 = 0;

/** The address of a slot's record. */
export function slotAt(slot: i32): usize {
  assert(<u32>slot < <u32>SLOT_COUNT, "no such slot");
  return SLOTS + <usize>slot * SLOT_BYTES;
}

/** A slot for one stream of bytes, or -1 if all are in use. */
export function takeSlot(): i32 {
  let slot: i32;
  if (freeFirst != NONE) {
    slot = <i32>freeFirst;
    freeFirst = load<u32>(slotAt(slot) + NEXT);
  } else if (freshFirst < SLOT_COUNT) {
    slot = freshFirst++;
  } else {
    return -1;
  }
  const record = slotAt(slot);
  const generation = load<u32>(record + GENERATION) + 1;
  memory.fill(record, 0, SLOT_BYTES);
  store<u32>(record + GENERATION, generation);
  store<u32>(record + NEXT, TAKEN);
  store<i32>(record + STATUS, OK);
  ++takenCount;
  return slot;
}

/** Gives the slot and whatever it holds back. */
export function slotGive(slot: i32): void {
  const record = slotAt(slot);
  assert(load<u32>(record + NEXT) == TAKEN, "the slot is not out");
  const block = load<u32>(record + BLOCK);
  if (block != 0) give(<usize>block);
  store<u32>(record + BLOCK, 0);
  --takenCount;
  if (load<u32>(record + GENERATION) == GENERATION_MAX) {
    store<u32>(record + NEXT, NONE);
    return;
  }
  store<u32>(record + NEXT, freeFirst);
  freeFirst = <u32>slot;
}

/** The generation of a slot in use: with the slot's number it is an id that never returns. */
export function slotGeneration(slot: i32): i32 {
  return load<i32>(slotAt(slot) + GENERATION);
}

/** Whether this generation of the slot is the one in use. */
export function slotIs(slot: i32, generation: i32): bool {
  if (<u32>slot >= <u32>SLOT_COUNT) return false;
  const record = slotAt(slot);
  return load<u32>(record + NEXT) == TAKEN && load<i32>(record + GENERATION) == generation;
}

/** Sets the generation of a free, never used slot: how a test reaches the last one. */
export function slotAge(slot: i32, generation: i32): void {
  const record = slotAt(slot);
  assert(load<u32>(record + NEXT) != TAKEN, "the slot is out");
  store<i32>(record + GENERATION, generation);
}

/** How many slots are in use. */
export function slotsTaken(): i32 {
  return takenCount;
}
