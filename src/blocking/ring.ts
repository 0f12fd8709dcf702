/** Bytes of a lane: a ring to the caller and a ring to the thread, each with 64 bytes in front. */
export const LANE_BYTES: number = 2 * (64 + 256 * 1024);

/**
 * Bytes from one thread to another, in shared memory; one writes, one reads.
 *
 * ```text
 *   written u32 | read u32 | ... 64 | data, 256 KiB: position = count mod 256 KiB
 * ```
 */
export class Ring {
  readonly #counts: Int32Array;
  readonly #data: Uint8Array;
  /** Bytes it holds: a power of two, so that positions may run over. */
  readonly size: number;

  /** `index`: 0 for the ring to the caller, 1 for the ring to the thread. Names nothing of this module. */
  constructor(lane: SharedArrayBuffer, index: number) {
    const half = lane.byteLength / 2;
    this.size = half - 64;
    this.#counts = new Int32Array(lane, index * half, 2);
    this.#data = new Uint8Array(lane, index * half + 64, this.size);
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return (Atomics.load(this.#counts, 0) - Atomics.load(this.#counts, 1)) | 0;
  }

  get room(): number {
    return this.size - this.length;
  }

  /** Writes as much as there is room for; answers how much that was. */
  write(bytes: Uint8Array): number {
    const count = Math.min(this.room, bytes.length);
    if (count === 0) return 0;
    const at = Atomics.load(this.#counts, 0) & (this.size - 1);
    const first = Math.min(count, this.size - at);
    this.#data.set(bytes.subarray(0, first), at);
    if (first < count) this.#data.set(bytes.subarray(first, count), 0);
    Atomics.add(this.#counts, 0, count);
    return count;
  }

  /** A copy of all that waits to be read. */
  read(): Uint8Array<ArrayBuffer> {
    const count = this.length;
    const bytes = new Uint8Array(count);
    const at = Atomics.load(this.#counts, 1) & (this.size - 1);
    const first = Math.min(count, this.size - at);
    bytes.set(this.#data.subarray(at, at + first));
    if (first < count) bytes.set(this.#data.subarray(0, count - first), first);
    Atomics.add(this.#counts, 1, count);
    return bytes;
  }
}
