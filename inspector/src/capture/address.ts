/** An address and a port as people write them: `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function formatAddress(view: DataView, at: number, bytes: 4 | 16, port: number): string {
  if (bytes === 4) {
    const parts = Array.from({ length: 4 }, (_, i) => view.getUint8(at + i));
    return `${parts.join(".")}:${port}`;
  }
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(at + 2 * i));
  return `[${shortened(groups)}]:${port}`;
}

/** The longest run of zeros, from two on, is `::`, as RFC 5952 has it. */
function shortened(groups: readonly number[]): string {
  let from = 0;
  let length = 1;
  for (let start = 0; start < groups.length; ++start) {
    let end = start;
    while (end < groups.length && groups[end] === 0) ++end;
    if (end - start > length) [from, length] = [start, end - start];
  }
  const hex = (some: readonly number[]): string =>
    some.map((group) => group.toString(16)).join(":");
  return length < 2
    ? hex(groups)
    : `${hex(groups.slice(0, from))}::${hex(groups.slice(from + length))}`;
}
