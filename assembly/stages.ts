// Under which framing a slot's stream is: one for all of it, or one stage after the other, each of them
// so many frames, or so many bytes to pass over.
import { KIND, LIMIT, STAGES, STAGE_COUNT, STAGE_DATA, framingAt } from "./framing/record";
import { restart } from "./framing/header-block";
import { SKIPPING, STRAIGHT, positionOf } from "./passing";
import {
  BEGIN,
  FRAMING,
  LEFT,
  MODE,
  NEED,
  OFFSET,
  PARSED,
  SCANNED_LEFT,
  SCANNED_STAGE,
  SKIP,
  SKIPPED,
  STAGE,
  STAGES_OF,
  STATUS,
  slotAt,
  takeSlot,
} from "./slots";
import { OK } from "./status";

const NONE: i32 = -1;

/** A slot for one stream of frames, or -1 if all are in use. */
export function slotTake(framing: i32): i32 {
  const slot = takeSlot();
  if (slot >= 0) enter(slotAt(slot), framing);
  return slot;
}

/** From the next byte not consumed the stream is framed so; any failure before is void. */
export function enter(slot: usize, framing: i32): void {
  reset(slot);
  if (load<i32>(framingAt(framing) + KIND) == STAGES) {
    store<i32>(slot + STAGES_OF, framing);
    enterStage(slot, 0);
  } else {
    store<i32>(slot + STAGES_OF, NONE);
    store<i32>(slot + FRAMING, framing);
    store<u32>(slot + LEFT, 0);
  }
}

/** Forgets what is known of the frame, or failure, at the end of the bytes parsed. */
function reset(slot: usize): void {
  store<i32>(slot + STATUS, OK);
  store<i32>(slot + MODE, STRAIGHT);
  store<u32>(slot + NEED, 0);
  restart(slot);
}

/** `frames` were found, or passed over, under the framing that holds now. */
export function count(slot: usize, frames: i32): void {
  const left = load<u32>(slot + LEFT);
  if (left == 0) return;
  store<u32>(slot + LEFT, left - <u32>frames);
  if (left == <u32>frames) enterNext(slot);
}

/** The bytes of a stage, or else of a frame over the limit, have been passed over. */
export function passed(slot: usize): void {
  if (load<i32>(slot + FRAMING) == NONE) enterNext(slot);
  else count(slot, 1);
}

/** `maxFrameBytes` of what holds now: of the stages as a whole while bytes are passed over. */
export function limitOf(slot: usize): u32 {
  const framing = load<i32>(slot + FRAMING);
  return load<u32>(framingAt(framing == NONE ? load<i32>(slot + STAGES_OF) : framing) + LIMIT);
}

/** Remembers where in the stages a scan begins. */
export function mark(slot: usize): void {
  store<i32>(slot + SCANNED_STAGE, load<i32>(slot + STAGE));
  store<u32>(slot + SCANNED_LEFT, load<u32>(slot + LEFT));
}

/** Goes back to behind the first `frames` frames of the last scan. */
export function unwind(slot: usize, frames: i32): void {
  reset(slot);
  if (load<i32>(slot + STAGES_OF) == NONE) return;
  enterStage(slot, load<i32>(slot + SCANNED_STAGE));
  store<u32>(slot + LEFT, load<u32>(slot + SCANNED_LEFT));
  count(slot, frames);
}

function enterNext(slot: usize): void {
  enterStage(slot, load<i32>(slot + STAGE) + 1);
}

function enterStage(slot: usize, stage: i32): void {
  const record = framingAt(load<i32>(slot + STAGES_OF));
  assert(stage < load<i32>(record + STAGE_COUNT), "the last stage lasts");
  const entry = record + STAGE_DATA + ((<usize>stage) << 3);
  const framing = load<i32>(entry);
  store<i32>(slot + STAGE, stage);
  store<i32>(slot + FRAMING, framing);
  store<u32>(slot + LEFT, framing == NONE ? 0 : load<u32>(entry, 4));
  if (framing != NONE) return;
  store<i32>(slot + MODE, SKIPPING);
  store<u64>(slot + SKIP, <u64>load<u32>(entry, 4));
  const isOpen = load<u32>(slot + BEGIN) != 0;
  const at = <usize>load<u32>(slot + PARSED);
  store<u64>(slot + SKIPPED, isOpen ? positionOf(slot, at) : load<u64>(slot + OFFSET));
}
