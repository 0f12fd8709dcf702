import type { FramePlan } from "./plan.js";

/** Compares what came back, every byte of it and in its order, with what the plan says was sent. */
export class Verifier {
  /** Frames that came back, right or wrong. */
  frames = 0;
  /** Their payload bytes. */
  bytes = 0;
  wrongFrames = 0;
  wrongBytes = 0;
  /** The first thing that was wrong, in a sentence. */
  fault: string | undefined;
  readonly #plan: FramePlan;
  readonly #noise: Buffer;
  readonly #total: number;

  /** `plan` is one of its own, of the seed that the sender's has; `total` frames are to come. */
  constructor(plan: FramePlan, noise: Buffer, total: number) {
    this.#plan = plan;
    this.#noise = noise;
    this.#total = total;
  }

  get isComplete(): boolean {
    return this.frames >= this.#total;
  }

  /** Frames that have not come back. */
  get missing(): number {
    return Math.max(0, this.#total - this.frames);
  }

  /** The next frame: `size` bytes at `offset` of `memory`. */
  check(memory: Uint8Array, offset: number, size: number): void {
    const index = this.frames++;
    this.bytes += size;
    if (index >= this.#total) {
      this.#wrong(size, `frame ${index}: only ${this.#total} frames were sent`);
      return;
    }
    const plan = this.#plan;
    plan.next();
    if (size !== plan.size) {
      const wrong = this.#countWrong(memory, offset, Math.min(size, plan.size));
      const surplus = Math.abs(size - plan.size);
      this.#wrong(
        wrong + surplus,
        `frame ${index}: ${plan.size} bytes were sent, ${size} came back`,
      );
      return;
    }
    const { start } = plan;
    const isRight = this.#noise.compare(memory, offset, offset + size, start, start + size) === 0;
    if (isRight) return;
    const wrong = this.#countWrong(memory, offset, size);
    this.#wrong(wrong, `frame ${index}: ${wrong} of its ${size} bytes came back wrong`);
  }

  #countWrong(memory: Uint8Array, offset: number, size: number): number {
    let wrong = 0;
    for (let i = 0; i < size; ++i) {
      if (memory[offset + i] !== this.#noise[this.#plan.start + i]) ++wrong;
    }
    return wrong;
  }

  #wrong(bytes: number, fault: string): void {
    ++this.wrongFrames;
    this.wrongBytes += bytes;
    this.fault ??= fault;
  }
}
