import { Random } from "./random.js";

/** Places in the noise where a payload can start, in bytes: two that coincide are one in a million. */
const STARTS = 1024 * 1024;
const SMALL_BYTES = 256;
const MIDDLE_BYTES = 4 * 1024;
const LARGE_BYTES = 64 * 1024;
/** The stream of numbers that the noise is made of; those of the connections count from 0. */
const NOISE_STREAM = 0xffff_fffe;
/** One frame in so many goes out byte by byte. */
const FRAMES_PER_DRIBBLE = 1000;

/** The bytes that all payloads are cut out of. Both processes of a run can make them. */
export function makeNoise(seed: number): Buffer {
  const words = new Uint32Array((STARTS + LARGE_BYTES) / 4);
  const random = new Random(seed, NOISE_STREAM);
  for (let i = 0; i < words.length; ++i) words[i] = random.next();
  return Buffer.from(words.buffer);
}

/**
 * Which frames of a connection are written byte by byte: of all frames of all connections one in 1000,
 * though only some connections, `dribbling` of `connections`, can do that.
 */
export class DribbleRule {
  readonly #period: number;
  readonly #phase: number;

  /** `place` of the connection among those that can, from 0; undefined if it cannot. */
  constructor(connections: number, dribbling: number, place: number | undefined) {
    this.#period = Math.max(1, Math.round((FRAMES_PER_DRIBBLE * dribbling) / connections));
    // Each starts elsewhere in the period, so that a short run has its share too.
    this.#phase = place === undefined ? -1 : Math.floor((this.#period * place) / dribbling);
  }

  /** Whether the frame with this number, from 0, is one of them. */
  applyTo(frame: number): boolean {
    return frame % this.#period === this.#phase;
  }
}

/**
 * What one connection sends, frame by frame, as its seed says: the sender walks one plan, the verifier
 * another of the same seed, so that nothing sent has to be kept.
 */
export class FramePlan {
  /** Where the payload of the current frame starts in the noise. */
  start = 0;
  /** Its bytes. */
  size = 0;
  /** Frames so far. */
  frames = 0;
  readonly #random: Random;

  constructor(seed: number, connection: number) {
    this.#random = new Random(seed, connection);
  }

  /** Goes on to the next frame: of 100, 90 are small, down to none at all, 9 middling and 1 large. */
  next(): void {
    const random = this.#random;
    const lot = random.below(100);
    if (lot < 90) this.size = random.below(SMALL_BYTES + 1);
    else if (lot < 99) this.size = SMALL_BYTES + 1 + random.below(MIDDLE_BYTES - SMALL_BYTES);
    else this.size = MIDDLE_BYTES + 1 + random.below(LARGE_BYTES - MIDDLE_BYTES);
    this.start = random.below(STARTS);
    ++this.frames;
  }
}
