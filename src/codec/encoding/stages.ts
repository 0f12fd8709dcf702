import type { SimpleFraming } from "../framing/simple.js";
import type { StagesFraming } from "../framing/stages.js";
import type { Encoding } from "./encoding.js";

/** Counts what it writes: so many frames of a stage, then, in front of the next frame, what is skipped. */
export class StagesEncoding implements Encoding {
  readonly #framing: StagesFraming;
  readonly #encodingOf: (framing: SimpleFraming) => Encoding;
  readonly #prelude: Uint8Array[] = [];
  #encoding: Encoding;
  #next = 0;
  #left = 0;

  constructor(framing: StagesFraming, encodingOf: (framing: SimpleFraming) => Encoding) {
    this.#framing = framing;
    this.#encodingOf = encodingOf;
    this.#encoding = this.#enter();
  }

  size(payload: Uint8Array): number {
    return this.#preludeBytes() + this.#encoding.size(payload);
  }

  write(payload: Uint8Array, target: Uint8Array, at: number): number {
    const start = at + this.#preludeBytes();
    const end = start + this.#encoding.write(payload, target, start);
    let place = at;
    for (const content of this.#prelude) {
      target.set(content, place);
      place += content.length;
    }
    this.#prelude.length = 0;
    if (--this.#left === 0) this.#encoding = this.#enter();
    return end - at;
  }

  #preludeBytes(): number {
    return this.#prelude.reduce((sum, content) => sum + content.length, 0);
  }

  /** The next stage with frames; the last one has no end, so there is always one. */
  #enter(): Encoding {
    for (;;) {
      const stage = this.#framing.stages[this.#next++];
      if (stage === undefined) throw new RangeError("the last stage lasts");
      if ("framing" in stage) {
        this.#left = stage.frames;
        return this.#encodingOf(stage.framing);
      }
      this.#prelude.push(stage.content);
    }
  }
}
