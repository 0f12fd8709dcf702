// Bytes searched for, 64 at once: what lies behind `end` may be read, and is not found.

/** Bytes compared at once. */
export const STEP: usize = 64;

/** One bit for each of the 64 bytes at `at` that is the needle. */
export function matches(at: usize, needle: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), needle)))) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), needle)))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), needle)))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), needle)))) << 48)
  );
}

/** One bit for each of the 64 bytes at `at` that is this byte. */
export function matchesByte(at: usize, byte: i8): u64 {
  return matches(at, i8x16.splat(byte));
}

/** The bits of the bytes before `end`. */
export function before(bits: u64, at: usize, end: usize): u64 {
  const left = end - at;
  return left < STEP ? bits & (((<u64>1) << (<u64>left)) - 1) : bits;
}

/** The address of the first needle in [at, end), or `end`. */
export function find(at: usize, end: usize, byte: u8): usize {
  const needle = i8x16.splat(<i8>byte);
  for (; at < end; at += STEP) {
    const bits = before(matches(at, needle), at, end);
    if (bits != 0) return at + <usize>ctz(bits);
  }
  return end;
}
