import { Presets, SingleBar } from "cli-progress";

/** Shows how far a run is. */
export interface Progress {
  update(frames: number): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

const count = (frames: number): string => frames.toLocaleString("en-US");

/** For a terminal: a bar. */
class BarProgress implements Progress {
  readonly #bar: SingleBar;

  constructor(total: number) {
    const format = "{bar} {percentage} % | {frames} of {all} frames | {duration_formatted}";
    const stream = process.stdout;
    this.#bar = new SingleBar({ format, stream, hideCursor: true }, Presets.shades_classic);
    this.#bar.start(total, 0, { frames: "0", all: count(total) });
  }

  update(frames: number): void {
    this.#bar.update(frames, { frames: count(frames) });
  }

  stop(): void {
    this.#bar.stop();
  }
}

/** For a file or a pipe: a line for each tenth. */
class LineProgress implements Progress {
  readonly #total: number;
  #tenths = 0;

  constructor(total: number) {
    this.#total = total;
  }

  update(frames: number): void {
    const tenths = Math.floor((10 * frames) / this.#total);
    if (tenths <= this.#tenths) return;
    this.#tenths = tenths;
    console.log(`${10 * tenths} %: ${count(frames)} of ${count(this.#total)} frames`);
  }

  stop(): void {
    // Every line is whole.
  }
}

export function startProgress(total: number): Progress {
  return process.stdout.isTTY ? new BarProgress(total) : new LineProgress(total);
}
