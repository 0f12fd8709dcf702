/** Waits of scenarios: longer than those of tests, and they do not keep the machine busy. */

const DEADLINE_MS = 60_000;
const LOOK_MS = 2;

/** Looks now and then until the condition holds; rejects if it does not within the deadline. */
export function eventually(
  what: string | (() => string),
  condition: () => boolean,
  deadlineMs: number = DEADLINE_MS,
): Promise<void> {
  if (condition()) return Promise.resolve();
  const deadline = performance.now() + deadlineMs;
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      // The condition first: a loop that was blocked has not failed.
      const holds = condition();
      if (!holds && performance.now() <= deadline) return;
      clearInterval(timer);
      if (holds) resolve();
      else reject(new Error(`waited in vain: ${typeof what === "string" ? what : what()}`));
    }, LOOK_MS);
  });
}

/** The promise, or an error that says what did not happen. */
export async function inTime<Value>(
  what: string,
  promise: Promise<Value>,
  deadlineMs: number = DEADLINE_MS,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain: ${what}`)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** So many turns of it. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; ++i) await turn();
}
