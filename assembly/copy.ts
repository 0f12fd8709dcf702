// Copies that do not overlap, for payloads that are mostly small: memory.copy leaves the module, which
// costs more than the bytes of a small frame.

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
