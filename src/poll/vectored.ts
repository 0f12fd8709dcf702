import type { WouldBlock } from "./would-block.js";

/**
 * Moves one part after the other, as far as it goes. What is wrong with a later part waits for the next
 * operation, so that what was moved is counted.
 */
export function vectored(
  parts: readonly Uint8Array[],
  move: (part: Uint8Array) => number | WouldBlock,
  hasMore: () => boolean,
): number | WouldBlock {
  let total = 0;
  for (const part of parts) {
    if (total > 0 && !hasMore()) break;
    const moved = move(part);
    if (typeof moved !== "number") return moved;
    total += moved;
    if (moved < part.length) break;
  }
  return total;
}
