/** Waiting without sleeping: for a promise, for a condition, for a line in a journal; never for ever. */

/** Milliseconds after which a wait was in vain. No test measures time: this only ends a broken one. */
const DEADLINE_MS = 10_000;

export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: unknown) => void;
}

export function deferred<Value = void>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}

/** The promise, or an error that says what did not happen. */
export async function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const late = deferred<never>();
  const timer = setTimeout(() => late.reject(new Error(`waited in vain: ${what}`)), DEADLINE_MS);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** One turn of the event loop: every socket that is ready has been read. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** So many turns of the event loop: what was going to happen of itself has happened. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; ++i) await turn();
}

/** Looks once a turn until the condition holds. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await turn();
  }
}

/** What a promise was rejected with; fails if it was not. */
export async function rejection(what: string, promise: Promise<unknown>): Promise<unknown> {
  const isFulfilled = Symbol("fulfilled");
  const outcome = await within(
    what,
    promise.then(
      () => isFulfilled,
      (reason: unknown) => reason,
    ),
  );
  if (outcome === isFulfilled) throw new Error(`expected a rejection: ${what}`);
  return outcome;
}

/** Lines in the order they were noted. */
export class Journal {
  readonly lines: string[] = [];

  note(line: string): void {
    this.lines.push(line);
  }

  /** How many lines begin so. */
  count(start: string): number {
    return this.lines.filter((line) => line.startsWith(start)).length;
  }

  /** Waits until so many lines begin so. */
  async has(start: string, count = 1): Promise<void> {
    await until(`${count} x "${start}" in [${this.lines.slice(-8).join(", ")}]`, () => {
      return this.count(start) >= count;
    });
  }
}
