// Where received bytes lie, and what is carried over. A piece is what one read brought, with the
// partial frame before it directly in front:
//
//   small partial (up to the headroom)      | headroom ..... held | new bytes ....... |
//                                                            begin ^          landing ^ zone
//   large partial, in a block of its own    | held ............... | new bytes | room |
//                                      begin ^ block
//
// A block grows by four, as bytes arrive, never as a header promises.
import { copy } from "./copy";
import { HEADROOM_BYTES } from "./layout";
import { blockBytes, give, take, takeReserve } from "./pool";
import { TRAILER_BYTES_MAX } from "./framing/record";
import { SEEKING, STRAIGHT } from "./passing";
import { reportFrame, reportLanding } from "./result";
import {
  BEGIN,
  BLOCK,
  END,
  HELD,
  MODE,
  NEED,
  OFFSET,
  PARSED,
  SKIP,
  SKIPPED,
  STATUS,
  slotAt,
} from "./slots";
import { enter, limitOf, unwind } from "./stages";
import { EXHAUSTED, OK } from "./status";

/**
 * Where the next bytes of this slot belong: 0 for the shared zone, else how many fit at the reported
 * address; EXHAUSTED if the partial frame needs a larger block and there is none.
 */
export function landing(slot: i32): i32 {
  const record = slotAt(slot);
  const block = <usize>load<u32>(record + BLOCK);
  const held = <usize>load<u32>(record + HELD);
  if (block == 0 || held <= HEADROOM_BYTES) return 0;
  const need = <usize>load<u32>(record + NEED);
  const capacity = blockBytes(block);
  if (held == capacity) {
    const larger = take(need > held ? min(need, capacity << 2) : capacity << 2);
    if (larger == 0) return EXHAUSTED;
    move(record, larger, block, held);
    return landing(slot);
  }
  reportLanding(block + held);
  const room = capacity - held;
  return <i32>(need > held ? min(need - held, room) : room);
}

/** Opens the piece that `bytes` new bytes at `at` complete: at the landing, or behind a headroom. */
export function receive(slot: i32, at: usize, bytes: i32): void {
  const record = slotAt(slot);
  assert(load<u32>(record + BEGIN) == 0, "the piece before is still open");
  const block = <usize>load<u32>(record + BLOCK);
  const held = <usize>load<u32>(record + HELD);
  let begin = at;
  if (block != 0) {
    if (at == block + held) {
      assert(held + <usize>bytes <= blockBytes(block), "more bytes than the block has room for");
      begin = block;
    } else {
      assert(held <= HEADROOM_BYTES, "a large partial frame is continued in its own block");
      begin = at - held;
      copy(begin, block, held);
      give(block);
      store<u32>(record + BLOCK, 0);
      store<u32>(record + HELD, 0);
    }
  }
  store<u32>(record + BEGIN, <u32>begin);
  store<u32>(record + PARSED, <u32>begin);
  store<u32>(record + END, <u32>at + bytes);
}

/**
 * Adds bytes written at the landing to a frame that needs yet more: there is nothing to scan. Answers
 * false, and adds nothing, if the frame may be complete with them.
 */
export function append(slot: i32, bytes: i32): bool {
  const record = slotAt(slot);
  const held = load<u32>(record + HELD) + <u32>bytes;
  // The last bytes may be a trailer, which is checked as it comes.
  if (held + TRAILER_BYTES_MAX >= load<u32>(record + NEED)) return false;
  assert(<usize>held <= blockBytes(<usize>load<u32>(record + BLOCK)), "the bytes lie in the block");
  store<u32>(record + HELD, held);
  return true;
}

/**
 * How many bytes can be added to those held, at the reported landing, with nothing to scan: there is
 * room, and the frame needs yet more.
 */
export function quiet(slot: i32): i32 {
  const record = slotAt(slot);
  const block = <usize>load<u32>(record + BLOCK);
  const held = load<u32>(record + HELD);
  const known = load<u32>(record + NEED);
  // Nothing is complete, nor can be judged, before the first byte of a trailer.
  const enough = held + TRAILER_BYTES_MAX + 1;
  if (block == 0 || known <= enough) return 0;
  reportLanding(block + <usize>held);
  return <i32>min(<u32>blockBytes(block) - held, known - enough);
}

/** Opens a piece of the bytes held, with nothing new: after a pause, or under a new framing. */
export function resume(slot: i32): void {
  const record = slotAt(slot);
  const block = load<u32>(record + BLOCK);
  assert(block != 0, "nothing is held");
  receive(slot, <usize>(block + load<u32>(record + HELD)), 0);
}

/**
 * Closes the piece: what was not consumed moves to a block of the slot. EXHAUSTED leaves the piece
 * open; the bytes then have to go to the reserve before the zone is used again.
 */
export function settle(slot: i32): i32 {
  const record = slotAt(slot);
  const block = <usize>load<u32>(record + BLOCK);
  const begin = <usize>load<u32>(record + BEGIN);
  const from = <usize>load<u32>(record + PARSED);
  const end = <usize>load<u32>(record + END);
  assert(begin != 0 && begin <= from && from <= end, "begin <= parsed <= end");
  const left = load<i32>(record + STATUS) == OK ? end - from : 0;
  if (left == 0) {
    if (block != 0) give(block);
    store<u32>(record + BLOCK, 0);
  } else if (block == 0 || from != begin) {
    const fits = block != 0 && left > HEADROOM_BYTES;
    const fresh: usize = fits ? <usize>0 : takeFor(left);
    if (fresh != 0) move(record, fresh, from, left);
    else if (block != 0) memory.copy(block, from, left);
    else return EXHAUSTED;
  }
  close(record, from - begin, left);
  return OK;
}

/** Closes the piece into the pool's reserve; EXHAUSTED if that is out too. */
export function settleInReserve(slot: i32): i32 {
  const record = slotAt(slot);
  assert(load<u32>(record + BLOCK) == 0, "the bytes have a block already");
  const from = <usize>load<u32>(record + PARSED);
  const left = <usize>load<u32>(record + END) - from;
  const reserve = takeReserve();
  if (reserve == 0) return EXHAUSTED;
  memory.copy(reserve, from, left);
  store<u32>(record + BLOCK, <u32>reserve);
  close(record, from - <usize>load<u32>(record + BEGIN), left);
  return OK;
}

/** Moves what the slot holds to an ordinary block, so that the reserve comes home. */
export function rehouse(slot: i32): i32 {
  const record = slotAt(slot);
  const held = <usize>load<u32>(record + HELD);
  const fresh = takeFor(held);
  if (fresh == 0) return EXHAUSTED;
  move(record, fresh, <usize>load<u32>(record + BLOCK), held);
  return OK;
}

/** Goes back (or on) to `at` within the open piece, to scan from there under `framing`. */
export function rewind(slot: i32, at: usize, framing: i32): void {
  enter(turnTo(slot, at), framing);
}

/** Goes back to `at`, behind the first `frames` frames of the last scan: the others are found again. */
export function unscan(slot: i32, at: usize, frames: i32): void {
  unwind(turnTo(slot, at), frames);
}

function turnTo(slot: i32, at: usize): usize {
  const record = slotAt(slot);
  assert(
    at >= <usize>load<u32>(record + BEGIN) && at <= <usize>load<u32>(record + END),
    "the position is inside the piece",
  );
  store<u32>(record + PARSED, <u32>at);
  return record;
}

/** Passes over what is left of the open piece: its connection wants no more of it. */
export function drop(slot: i32): void {
  const record = slotAt(slot);
  store<u32>(record + PARSED, load<u32>(record + END));
}

/** Gives up what is held: its connection wants no more of it. */
export function forget(slot: i32): void {
  const record = slotAt(slot);
  assert(load<u32>(record + BEGIN) == 0, "no piece is open");
  const block = load<u32>(record + BLOCK);
  if (block != 0) give(<usize>block);
  store<u32>(record + BLOCK, 0);
  store<u32>(record + HELD, 0);
}

/** From the next byte not consumed the stream is framed anew. */
export function reframe(slot: i32, framing: i32): void {
  enter(slotAt(slot), framing);
}

/** How many bytes are held. */
export function held(slot: i32): i32 {
  return load<i32>(slotAt(slot) + HELD);
}

/**
 * How many bytes have come of what is not complete: a frame, or bytes to pass over. Reports where they
 * start in the stream and how many there will be, at the least.
 */
export function unfinished(slot: i32): f64 {
  const record = slotAt(slot);
  const mode = load<i32>(record + MODE);
  const offset = load<u64>(record + OFFSET);
  const held = load<u32>(record + HELD);
  if (mode == STRAIGHT) {
    const need = load<u32>(record + NEED);
    reportFrame(offset, need == 0 ? NaN : <f64>need, limitOf(record));
    return <f64>held;
  }
  const start = load<u64>(record + SKIPPED);
  const came = <f64>(offset + <u64>held - start);
  const needed = mode == SEEKING ? NaN : came + <f64>load<u64>(record + SKIP);
  reportFrame(start, needed, limitOf(record));
  return came;
}

function close(record: usize, consumed: usize, left: usize): void {
  store<u64>(record + OFFSET, load<u64>(record + OFFSET) + <u64>consumed);
  store<u32>(record + HELD, <u32>left);
  store<u32>(record + BEGIN, 0);
  store<u32>(record + PARSED, 0);
  store<u32>(record + END, 0);
}

/** A block for `left` bytes: a small partial as it is, a large one with room for some more. */
function takeFor(left: usize): usize {
  return take(left <= HEADROOM_BYTES ? left : left + 1);
}

function move(record: usize, target: usize, source: usize, bytes: usize): void {
  copy(target, source, bytes);
  const block = load<u32>(record + BLOCK);
  if (block != 0) give(<usize>block);
  store<u32>(record + BLOCK, <u32>target);
}
