import type { Socket } from "node:net";
import { turns } from "./waits.js";

/** Bytes that wait before the source is no longer read. */
const HELD_BYTES_MAX = 256 * 1024;

/** How bytes are handed on. */
export interface Manner {
  /** Bytes of a write, at the most. */
  readonly pieceBytes: number;
  /** Bytes that are waited for before any are handed on, unless the end comes first. */
  readonly gatherBytes: number;
  /** Turns of the event loop between two writes. */
  readonly lateTurns: number;
  readonly isStalled: boolean;
}

export const AS_IT_COMES: Manner = {
  pieceBytes: HELD_BYTES_MAX,
  gatherBytes: 1,
  lateTurns: 0,
  isStalled: false,
};

/** One direction of a proxy's link: bytes of one socket to another, in whatever manner. */
export class Flow {
  /** Bytes that were handed on. */
  passed = 0;
  readonly #source: Socket;
  readonly #target: Socket;
  #manner: Manner = AS_IT_COMES;
  #held = Buffer.alloc(0);
  #hasEnded = false;
  #isOver = false;
  #mark = Infinity;
  #onMark: () => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(source: Socket, target: Socket) {
    this.#source = source;
    this.#target = target;
    source.on("data", (chunk: Buffer) => {
      if (this.#isOver) return;
      this.#held = Buffer.concat([this.#held, chunk]);
      if (this.#held.length >= HELD_BYTES_MAX) source.pause();
      this.#wake();
    });
    source.on("end", () => {
      this.#hasEnded = true;
      this.#wake();
    });
    target.on("close", () => {
      this.#isOver = true;
      source.resume();
      this.#wake();
    });
    void this.#run();
  }

  /** From now on, in this manner. */
  set(manner: Partial<Manner>): void {
    this.#manner = { ...AS_IT_COMES, ...manner };
    this.#wake();
  }

  /** Stops behind exactly so many bytes, and calls; the rest waits for the next mark. */
  at(bytes: number, onMark: () => void): void {
    this.#mark = bytes;
    this.#onMark = onMark;
    this.#wake();
  }

  /** Sends FIN this way; the other way lives on. */
  end(): void {
    this.#isOver = true;
    this.#target.end();
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const size = this.#due();
      if (size > 0) await this.#pass(size);
      else if (this.#hasEnded && this.#held.length === 0) this.end();
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Bytes that may be handed on now. */
  #due(): number {
    const { pieceBytes, gatherBytes, isStalled } = this.#manner;
    if (isStalled || this.passed >= this.#mark) return 0;
    if (this.#held.length < gatherBytes && !this.#hasEnded) return 0;
    return Math.min(pieceBytes, this.#held.length, this.#mark - this.passed);
  }

  async #pass(size: number): Promise<void> {
    await turns(this.#manner.lateTurns);
    if (this.#isOver || this.#target.destroyed) return;
    const piece = this.#held.subarray(0, size);
    this.#held = this.#held.subarray(size);
    if (this.#held.length < HELD_BYTES_MAX) this.#source.resume();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#target.write(piece, () => resolve());
    });
    this.passed += size;
    if (this.passed === this.#mark) this.#onMark();
  }
}
