// The memory map. Below `base` lies what the AssemblyScript runtime owns (static data, stack, heap
// for the values of the control calls); above it lies what `claim` adds once, by one memory.grow:
//
//   base
//   | result    | 64 B                    what the last scan said; written here, read by the host
//   | table     | 3 x 4,096 x 4 B         the frame table of the core's owner: offsets, sizes, ends
//   | scratch   | 512 B                   a frame header on its way to the JS heap
//   | framings  | 512 x 1,152 B           one record per declared framing
//   | slots     | slotCount x 128 B       one record per connection or decoder: generation, partial frame
//   | states    | 1 B per pool unit       free / taken, and the size class, at a block's first unit
//   | headroom  | 4 KiB                   a carried partial frame, right before ...
//   | zone      | zoneBytes               ... the landing zone: the kernel writes here
//   | slack     | 64 B                    a 16-byte load may look past the last byte received
//   | arena     | blocks                  the buffer pool
//   | slack     | 64 B
//   end: never grows again
//
// Every base is the previous base plus the previous size.

/** Bytes of a WebAssembly page. */
const PAGE_BYTES: usize = 65536;
/** Bytes of a cache line; every region starts on one. */
const LINE_BYTES: usize = 64;

/** Bytes of the report of a scan. */
export const RESULT_BYTES: usize = 64;
/** Frames that the owner's table holds; a piece with more takes another scan. */
export const TABLE_FRAMES: i32 = 4096;
/** Columns of a table: where a frame's payload starts, its length, where its wire bytes end. */
export const TABLE_COLUMNS: i32 = 3;
/** Bytes of the scratch region: the longest header is a prefix of 255 bytes and a field of 8. */
export const SCRATCH_BYTES: usize = 512;
/** Framings that one core can hold. */
export const FRAMINGS_MAX: i32 = 512;
/** Bytes of a framing's record: 96 of numbers, then at most 16 delimiters of 64 bytes, rounded up. */
export const FRAMING_BYTES: usize = 1152;
/** Bytes of a slot's record. */
export const SLOT_BYTES: usize = 128;
/** The largest partial frame that is carried in front of the next piece, in bytes. */
export const HEADROOM_BYTES: usize = 4096;
/** Bytes that a vector load may read past the end of a region. */
const SLACK_BYTES: usize = 64;

export let RESULT: usize = 0;
export let TABLE: usize = 0;
export let SCRATCH: usize = 0;
export let FRAMINGS: usize = 0;
export let SLOTS: usize = 0;
export let STATES: usize = 0;
export let ZONE: usize = 0;
export let ARENA: usize = 0;

export let SLOT_COUNT: i32 = 0;
export let ZONE_BYTES: usize = 0;
export let ARENA_BYTES: usize = 0;

function aligned(bytes: usize): usize {
  return (bytes + (LINE_BYTES - 1)) & ~(LINE_BYTES - 1);
}

/**
 * Grows the memory by `pages`, once and for all, and lays the regions out in them.
 * Answers false if the owner's maximum does not allow it or the regions do not fit.
 */
export function claimRegions(
  pages: i32,
  arenaBytes: usize,
  stateBytes: usize,
  zoneBytes: usize,
  slotCount: i32,
): bool {
  assert(ARENA == 0, "memory is claimed once");
  const base = <usize>memory.size() * PAGE_BYTES;
  RESULT = base;
  TABLE = RESULT + RESULT_BYTES;
  SCRATCH = TABLE + <usize>(TABLE_FRAMES * TABLE_COLUMNS) * 4;
  FRAMINGS = SCRATCH + SCRATCH_BYTES;
  SLOTS = FRAMINGS + <usize>FRAMINGS_MAX * FRAMING_BYTES;
  STATES = SLOTS + <usize>slotCount * SLOT_BYTES;
  ZONE = aligned(STATES + stateBytes) + HEADROOM_BYTES;
  ARENA = aligned(ZONE + zoneBytes + SLACK_BYTES);
  const end = ARENA + arenaBytes + SLACK_BYTES;
  SLOT_COUNT = slotCount;
  ZONE_BYTES = zoneBytes;
  ARENA_BYTES = arenaBytes;
  return end <= base + <usize>pages * PAGE_BYTES && memory.grow(pages) >= 0;
}
