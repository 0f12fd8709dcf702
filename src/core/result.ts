/** The core's report of its last scan, landing or inquiry; the cells are drawn in assembly/result.ts. */
export class ScanResult {
  readonly #view: DataView;
  readonly #address: number;

  constructor(view: DataView, address: number) {
    this.#view = view;
    this.#address = address;
  }

  /** Why the stream ended, or 0. */
  get code(): number {
    return this.#view.getInt32(this.#address, true);
  }

  /** Whether the table filled up before the piece ended. */
  get more(): boolean {
    return this.#view.getInt32(this.#address + 4, true) !== 0;
  }

  /** Position in the stream, in bytes, of the frame that failed, is discarded or incomplete. */
  get offset(): number {
    return this.#view.getFloat64(this.#address + 8, true);
  }

  /** Payload bytes the failed frame declares, or wire bytes the incomplete one needs. */
  get declared(): number | undefined {
    const declared = this.#view.getFloat64(this.#address + 16, true);
    return Number.isNaN(declared) ? undefined : declared;
  }

  /** `maxFrameBytes` of the framing. */
  get limit(): number {
    return this.#view.getFloat64(this.#address + 24, true);
  }

  /** Where the next bytes of a large frame belong. */
  get landing(): number {
    return this.#view.getUint32(this.#address + 32, true);
  }

  /** Whether a frame over the limit is passed over behind those of the table. */
  get discarded(): boolean {
    return this.#view.getInt32(this.#address + 36, true) !== 0;
  }

  /** Position in the stream, in bytes, of the first byte scanned. */
  get position(): number {
    return this.#view.getFloat64(this.#address + 40, true);
  }

  /** Where that byte lies. */
  get from(): number {
    return this.#view.getUint32(this.#address + 48, true);
  }
}
