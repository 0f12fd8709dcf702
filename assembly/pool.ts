// The buffer pool: blocks of eight sizes, each four times the one before, out of one arena.
//
//   class   0        1      2       3       4        5         6       7
//   bytes   1,280    5 K    20 K    80 K    320 K    1.25 M    5 M     20 M
//
// The sizes are 5/4 of a power of four, so that a payload of 1, 4, 16 ... KiB fits together with its
// header, and a 64 KiB piece together with the headroom and a frame table of its own.
//
// A block is split in four when none of its size is free, and four free siblings are one block again
// as soon as the last of them comes home. A free block holds its list links in its first 8 bytes:
//
//   state byte at the block's first unit:   0 inside a block   0x40|class free   0x80|class taken
//
// One block that holds a whole landing zone is kept back: the reserve.
import { ARENA, ARENA_BYTES, STATES } from "./layout";

const UNIT_BYTES: usize = 1280;
const CLASSES: i32 = 8;
const FREE: u8 = 0x40;
const TAKEN: u8 = 0x80;
const CLASS_MASK: u8 = 0x0f;

const NEXT: usize = 0;
const PREVIOUS: usize = 4;

// Free-list heads and counters, one 4-byte cell per class.
const HEADS: usize = memory.data(32);
const COUNTS: usize = memory.data(32);

let topClass: i32 = 0;
let reserve: usize = 0;
let reserveIsHome: bool = false;
let bytesOut: usize = 0;
let bytesHighWater: usize = 0;
let refusals: i32 = 0;

/** Bytes of a block of this class. */
function classBytes(size: i32): usize {
  return UNIT_BYTES << ((<usize>size) << 1);
}

/** The smallest class whose blocks hold so many bytes; CLASSES if none does. */
function classFor(bytes: usize): i32 {
  const units = <u32>((bytes + UNIT_BYTES - 1) / UNIT_BYTES);
  return units <= 1 ? 0 : (33 - clz<u32>(units - 1)) >> 1;
}

function stateAt(block: usize): usize {
  return STATES + (block - ARENA) / UNIT_BYTES;
}

function headOf(size: i32): usize {
  return HEADS + ((<usize>size) << 2);
}

function link(block: usize, size: i32): void {
  const head = headOf(size);
  const first = load<u32>(head);
  store<u32>(block + NEXT, first);
  store<u32>(block + PREVIOUS, 0);
  if (first != 0) store<u32>(<usize>first + PREVIOUS, <u32>block);
  store<u32>(head, <u32>block);
  store<u8>(stateAt(block), FREE | (<u8>size));
}

function unlink(block: usize, size: i32): void {
  const next = load<u32>(block + NEXT);
  const previous = load<u32>(block + PREVIOUS);
  if (previous != 0) store<u32>(<usize>previous + NEXT, next);
  else store<u32>(headOf(size), next);
  if (next != 0) store<u32>(<usize>next + PREVIOUS, previous);
  store<u8>(stateAt(block), 0);
}

/** The arena that is really used out of `bytes`: whole blocks of the largest class it holds twice. */
export function arenaBytesOf(bytes: usize): usize {
  let size = CLASSES - 1;
  while (size > 0 && classBytes(size) * 2 > bytes) --size;
  return (bytes / classBytes(size)) * classBytes(size);
}

/** Bytes of the state table of an arena of `bytes`. */
export function stateBytesOf(bytes: usize): usize {
  return bytes / UNIT_BYTES;
}

/** Cuts the claimed arena into its largest blocks and sets the reserve aside. */
export function openPool(reserveBytes: usize): bool {
  topClass = CLASSES - 1;
  while (topClass > 0 && classBytes(topClass) * 2 > ARENA_BYTES) --topClass;
  const bytes = classBytes(topClass);
  for (let end = ARENA + ARENA_BYTES; end > ARENA; end -= bytes) link(end - bytes, topClass);
  if (reserveBytes == 0) return true;
  reserve = take(reserveBytes);
  if (reserve == 0) return false;
  reserveIsHome = true;
  uncount(<i32>(load<u8>(stateAt(reserve)) & CLASS_MASK));
  bytesHighWater = 0;
  return true;
}

function count(size: i32): void {
  const cell = COUNTS + ((<usize>size) << 2);
  store<i32>(cell, load<i32>(cell) + 1);
  bytesOut += classBytes(size);
  if (bytesOut > bytesHighWater) bytesHighWater = bytesOut;
}

function uncount(size: i32): void {
  const cell = COUNTS + ((<usize>size) << 2);
  assert(load<i32>(cell) > 0, "a buffer came home that never went out");
  store<i32>(cell, load<i32>(cell) - 1);
  bytesOut -= classBytes(size);
}

/** A block of at least `bytes`, or 0: the pool never grows. The taker owns it until `give`. */
export function take(bytes: usize): usize {
  const size = classFor(bytes);
  let from = size;
  while (from <= topClass && load<u32>(headOf(from)) == 0) ++from;
  if (from > topClass) {
    ++refusals;
    return 0;
  }
  const block = <usize>load<u32>(headOf(from));
  unlink(block, from);
  while (from > size) {
    --from;
    const quarter = classBytes(from);
    link(block + 3 * quarter, from);
    link(block + 2 * quarter, from);
    link(block + quarter, from);
  }
  store<u8>(stateAt(block), TAKEN | (<u8>size));
  count(size);
  return block;
}

/** Takes a block home; four free siblings become one block again. */
export function give(block: usize): void {
  assert(block >= ARENA && block < ARENA + ARENA_BYTES, "the buffer is not of this pool");
  assert((block - ARENA) % UNIT_BYTES == 0, "a buffer starts at a unit");
  const state = load<u8>(stateAt(block));
  assert((state & TAKEN) != 0, "the buffer is not out");
  if (block == reserve) {
    assert(!reserveIsHome, "the reserve is not out");
    reserveIsHome = true;
    return;
  }
  let size = <i32>(state & CLASS_MASK);
  uncount(size);
  while (size < topClass) {
    const bytes = classBytes(size);
    const first = ARENA + ((block - ARENA) / (bytes << 2)) * (bytes << 2);
    if (!siblingsAreFree(first, block, size)) break;
    for (let sibling = first; sibling < first + (bytes << 2); sibling += bytes) {
      if (sibling != block) unlink(sibling, size);
    }
    store<u8>(stateAt(block), 0);
    block = first;
    ++size;
  }
  link(block, size);
}

function siblingsAreFree(first: usize, block: usize, size: i32): bool {
  const bytes = classBytes(size);
  for (let sibling = first; sibling < first + (bytes << 2); sibling += bytes) {
    if (sibling != block && load<u8>(stateAt(sibling)) != (FREE | (<u8>size))) return false;
  }
  return true;
}

/** Bytes that the taken block at this address holds. */
export function blockBytes(block: usize): usize {
  const state = load<u8>(stateAt(block));
  assert((state & TAKEN) != 0, "the buffer is not out");
  return classBytes(<i32>(state & CLASS_MASK));
}

/** The reserve, or 0 if it is out. It holds one landing zone and comes home through `give`. */
export function takeReserve(): usize {
  if (!reserveIsHome) return 0;
  reserveIsHome = false;
  return reserve;
}

/**
 * The pool as numbers: arena bytes, bytes out, most bytes out ever, refusals, reserve at home,
 * then for each class its block size and how many are out.
 */
export function poolNumbers(): Int32Array {
  const numbers = new Int32Array(5 + 2 * CLASSES);
  const cells = numbers.dataStart;
  store<u32>(cells, <u32>ARENA_BYTES);
  store<u32>(cells, <u32>bytesOut, 4);
  store<u32>(cells, <u32>bytesHighWater, 8);
  store<i32>(cells, refusals, 12);
  store<i32>(cells, reserve == 0 || reserveIsHome ? 1 : 0, 16);
  for (let size = 0; size < CLASSES; ++size) {
    const cell = cells + 20 + ((<usize>size) << 3);
    store<u32>(cell, <u32>classBytes(size));
    store<i32>(cell, load<i32>(COUNTS + ((<usize>size) << 2)), 4);
  }
  return numbers;
}
