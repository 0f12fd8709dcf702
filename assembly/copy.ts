// Copies that do not overlap, for payloads that are mostly small: memory.copy leaves the module, which
// costs more than the bytes of a small frame. Comparisons of a few bytes.

/** Above so many bytes the trip out of the module pays. */
const SMALL_BYTES: usize = 512;

/** Copies `bytes` from `source` to `target`; the two must not overlap. Writes not one byte more. */
export function copy(target: usize, source: usize, bytes: usize): void {
  if (bytes > SMALL_BYTES) {
    memory.copy(target, source, bytes);
    return;
  }
  if (bytes < 16) {
    copyTiny(target, source, bytes);
    return;
  }
  // Whole vectors, then the last 16 bytes once more.
  const last = bytes - 16;
  for (let i: usize = 0; i < last; i += 16) v128.store(target + i, v128.load(source + i));
  v128.store(target + last, v128.load(source + last));
}

function copyTiny(target: usize, source: usize, bytes: usize): void {
  if (bytes >= 8) {
    store<u64>(target, load<u64>(source));
    store<u64>(target + bytes - 8, load<u64>(source + bytes - 8));
    return;
  }
  for (let i: usize = 0; i < bytes; ++i) store<u8>(target + i, load<u8>(source + i));
}

/** Whether two times `bytes` are the same: delimiters and trailers, which are short. */
export function areSame(one: usize, other: usize, bytes: usize): bool {
  for (; bytes >= 8; bytes -= 8) {
    if (load<u64>(one) != load<u64>(other)) return false;
    one += 8;
    other += 8;
  }
  for (; bytes != 0; --bytes) if (load<u8>(one++) != load<u8>(other++)) return false;
  return true;
}
