import type { DribbleRule, FramePlan } from "./plan.js";
import type { Verifier } from "./verifier.js";

/** Most payload bytes, and frames, in flight on a connection; it is refilled at half of both. */
const WINDOW_BYTES: number = 256 * 1024;
const WINDOW_FRAMES = 1024;
/** One frame in so many has its round trip measured. */
const FRAMES_PER_SAMPLE = 64;

/** What carries the frames of a lane to the server. */
export interface Carrier {
  /** Whether `send` may be called; once it may again, the carrier calls `lane.fill()`. */
  readonly isReady: boolean;
  /** Takes one frame; the bytes never change. A dribbled frame goes out byte by byte. */
  send(payload: Uint8Array, isDribbled: boolean): void;
  /** Hands what was taken to the kernel. */
  flush(): void;
  /** Closes in good order; resolves when the connection is gone. */
  close(): Promise<void>;
}

export interface LaneOptions {
  /** Frames to send. */
  readonly frames: number;
  readonly dribbles: DribbleRule;
  readonly noise: Buffer;
  readonly plan: FramePlan;
  readonly verifier: Verifier;
}

/** The traffic of one connection: sends as its plan says, a window at a time, and verifies the echo. */
export class Lane {
  readonly verifier: Verifier;
  /** Settles when every frame is back, or the lane has failed. Never rejects. */
  readonly finished: Promise<void>;
  /** Round trips that were measured, in milliseconds. */
  readonly roundTripsMs: number[] = [];
  dribbled = 0;
  /** Why the lane failed, if it did. */
  fault: string | undefined;
  readonly #options: LaneOptions;
  readonly #resolve: () => void;
  readonly #sentAtMs: number[] = [];
  #carrier: Carrier | undefined;
  #sentBytes = 0;
  #isFinished = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.verifier = options.verifier;
    let resolveFinished: () => void = () => undefined;
    this.finished = new Promise((resolve) => (resolveFinished = resolve));
    this.#resolve = resolveFinished;
  }

  begin(carrier: Carrier): void {
    this.#carrier = carrier;
    this.fill();
    if (this.verifier.isComplete) this.finish();
  }

  /** Sends until the window is full, nothing is left, or the carrier has enough. */
  fill(): void {
    const carrier = this.#carrier;
    if (carrier === undefined || this.#isFinished) return;
    const { plan, noise, frames, dribbles } = this.#options;
    const { verifier } = this;
    while (carrier.isReady && plan.frames < frames) {
      if (plan.frames - verifier.frames >= WINDOW_FRAMES) break;
      if (this.#sentBytes - verifier.bytes >= WINDOW_BYTES) break;
      if (plan.frames % FRAMES_PER_SAMPLE === 0) this.#sentAtMs.push(performance.now());
      plan.next();
      this.#sentBytes += plan.size;
      const isDribbled = dribbles.applyTo(plan.frames - 1);
      if (isDribbled) ++this.dribbled;
      carrier.send(noise.subarray(plan.start, plan.start + plan.size), isDribbled);
    }
    carrier.flush();
  }

  /** A frame came back: `size` bytes at `offset` of `memory`. */
  received(memory: Uint8Array, offset: number, size: number): void {
    const { verifier } = this;
    if (verifier.frames % FRAMES_PER_SAMPLE === 0) {
      const sentAtMs = this.#sentAtMs[verifier.frames / FRAMES_PER_SAMPLE];
      if (sentAtMs !== undefined) this.roundTripsMs.push(performance.now() - sentAtMs);
    }
    verifier.check(memory, offset, size);
  }

  /** All frames of a read were received. */
  readEnded(): void {
    const { plan } = this.#options;
    const isLow =
      plan.frames - this.verifier.frames <= WINDOW_FRAMES / 2 &&
      this.#sentBytes - this.verifier.bytes <= WINDOW_BYTES / 2;
    if (isLow) this.fill();
    if (this.verifier.isComplete) this.finish();
  }

  /** The connection is of no more use. Means nothing once all frames are back. */
  fail(fault: string): void {
    if (this.#isFinished) return;
    this.fault = fault;
    this.finish();
  }

  /** Ends the lane, complete or not. */
  finish(): void {
    this.#isFinished = true;
    this.#resolve();
  }
}
