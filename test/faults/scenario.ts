/** What can go wrong on purpose, and what came of it. */

/** How much of it: a scenario of the tests is over in a moment, one of `npm run faults` is not. */
export interface Scale {
  /** The first where the scale is small, the second where it is full. */
  readonly pick: <Value>(small: Value, full: Value) => Value;
  /** The script that the processes of a scenario run. */
  readonly childScript: string;
}

export interface Outcome {
  /** Frames that were sent and that nothing excuses. */
  readonly sent: number;
  /** Frames that arrived whole, in order, once. */
  readonly received: number;
  /** Frames that did not, and frames that came twice, out of order or changed. */
  readonly lost: number;
  /** Bytes and slots of the pool that were out after the end. */
  readonly notHome: number;
  readonly note?: string;
  /** Why the machine does not allow it. */
  readonly skipped?: string;
}

export interface Scenario {
  readonly name: string;
  /** Rejects if anything else that the scenario claims does not hold. */
  run(scale: Scale): Promise<Outcome>;
}

/** @throws Error with what was claimed, if it does not hold. */
export function claim(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

/** The outcome on a machine that does not allow it. */
export function skip(reason: string): Outcome {
  return { sent: 0, received: 0, lost: 0, notHome: 0, skipped: reason };
}

/** The error's code, if it has one. */
export function codeOf(error: unknown): string {
  return String(Reflect.get(Object(error), "code"));
}
