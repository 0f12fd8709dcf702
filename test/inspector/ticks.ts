import type { Page } from "playwright-core";

export interface Ticks {
  ticks: number;
  /** The longest time between two of them, in milliseconds. */
  longest: number;
}

/** Counts animation frames for as long as the progress bar is shown. */
export function countTicks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const counted: Ticks = { ticks: 0, longest: 0 };
    Object.assign(window, { counted });
    let before = performance.now();
    let wasRunning = false;
    const tick = (): void => {
      const now = performance.now();
      const isRunning = document.querySelector("progress:not(.resting)") !== null;
      if (isRunning && wasRunning) {
        counted.ticks += 1;
        counted.longest = Math.max(counted.longest, now - before);
      }
      wasRunning = isRunning;
      before = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

export function ticksOf(page: Page): Promise<Ticks> {
  return page.evaluate(() => (window as unknown as { counted: Ticks }).counted);
}
