import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// The collector is there for contexts made after its flag was set: no switch on the command line needed.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** How much the JS heap of this process grows per frame, from the end of the warm-up on. */
export class HeapProbe {
  readonly #warmUpFrames: number;
  #frames = 0;
  #framesBefore = 0;
  #bytesBefore: number | undefined;

  constructor(warmUpFrames: number) {
    this.#warmUpFrames = warmUpFrames;
  }

  /** Another frame. The first measurement is taken outside of it, when all are through the warm-up. */
  count(): void {
    if (++this.#frames !== this.#warmUpFrames) return;
    setImmediate(() => {
      this.#bytesBefore = this.#liveBytes();
      this.#framesBefore = this.#frames;
    });
  }

  /** Bytes that each frame since the warm-up left behind; undefined if there was none. */
  growthPerFrame(): number | undefined {
    const frames = this.#frames - this.#framesBefore;
    if (this.#bytesBefore === undefined || frames === 0) return undefined;
    return (this.#liveBytes() - this.#bytesBefore) / frames;
  }

  #liveBytes(): number {
    collect();
    return process.memoryUsage().heapUsed;
  }
}
