import { integer, object } from "../core/check.js";
import { NetworkError } from "../errors.js";
import { TIMER_MS_MAX } from "../limits.js";

/** How long a connection may keep others waiting, in milliseconds; 0 is for ever. */
export interface Timeouts {
  /** Nothing is received or sent. */
  readonly idleMs: number;
  /** Nothing is received, although we read. */
  readonly readIdleMs: number;
  /** Bytes are to be sent, and the peer takes none. */
  readonly writeIdleMs: number;
  /** A frame has begun and does not end. */
  readonly frameMs: number;
  /** The first frame does not come. */
  readonly firstFrameMs: number;
  /** The connection is open. */
  readonly lifetimeMs: number;
}

/** The limits by name, as options have them. */
export const TIMEOUT_NAMES: readonly (keyof Timeouts)[] = [
  "idleMs",
  "readIdleMs",
  "writeIdleMs",
  "frameMs",
  "firstFrameMs",
  "lifetimeMs",
];

const FOR_EVER: Timeouts = {
  idleMs: 0,
  readIdleMs: 0,
  writeIdleMs: 0,
  frameMs: 0,
  firstFrameMs: 0,
  lifetimeMs: 0,
};

/** @throws TypeError or RangeError naming the limit that is no time. */
export function timeoutsOf(given: Partial<Timeouts> = {}): Timeouts {
  object("timeouts", given);
  const limits = TIMEOUT_NAMES.map((name) => {
    const ms = given[name];
    return [name, ms === undefined ? 0 : integer(`timeouts.${name}`, ms, 1, TIMER_MS_MAX)] as const;
  });
  return { ...FOR_EVER, ...Object.fromEntries(limits) };
}

/** Whether there is a limit at all. */
export function hasTimeouts(timeouts: Timeouts): boolean {
  return TIMEOUT_NAMES.some((name) => timeouts[name] > 0);
}

/** The reason of a connection that has exceeded a limit. */
export function timeoutError(name: keyof Timeouts, timeouts: Timeouts): NetworkError {
  const what = "the connection was open, idle or unfinished for too long";
  return new NetworkError(`${what}: ${name} is ${timeouts[name]}`, "ETIMEDOUT");
}

/** What a connection looks like at one moment. */
export interface Progress {
  /** Whether bytes are wanted: what waits because of us is nobody's delay. */
  readonly isReading: boolean;
  readonly bytesIn: number;
  /** Frames that have ended, delivered or discarded. */
  readonly framesIn: number;
  /** Bytes of a frame that has not ended. */
  readonly partialBytes: number;
  /** Bytes that the kernel has taken; a part of a write that is under way does not count. */
  readonly bytesTaken: number;
  /** Bytes handed to the kernel that it has not taken. */
  readonly queuedBytes: number;
  /** All bytes that it has not. */
  readonly unsentBytes: number;
}

/**
 * Looks at a connection now and then, and says when it has kept others waiting for too long. It sees
 * what has changed since it looked before, so that reads and writes need tell it nothing.
 */
export class Patience {
  readonly #timeouts: Timeouts;
  readonly #start: number;
  #last: Progress | undefined;
  // When it was last seen that bytes came in, or out, or either; that no frame had begun.
  #in: number;
  #out: number;
  #moved: number;
  #whole: number;

  constructor(timeouts: Timeouts, now: number) {
    this.#timeouts = timeouts;
    this.#start = now;
    this.#in = now;
    this.#out = now;
    this.#moved = now;
    this.#whole = now;
  }

  /** The limit that is exceeded at `now`, if one is. */
  look(now: number, progress: Progress): keyof Timeouts | undefined {
    const last = this.#last;
    this.#last = progress;
    const { isReading, bytesIn, framesIn, partialBytes, unsentBytes } = progress;
    const hasReceived = last === undefined || bytesIn > last.bytesIn;
    const hasSent = last === undefined || hasMoved(last, progress);
    if (hasReceived || !isReading) this.#in = now;
    if (hasSent || unsentBytes === 0) this.#out = now;
    if (hasReceived || hasSent) this.#moved = now;
    if (!isReading || partialBytes === 0 || framesIn > (last?.framesIn ?? 0)) this.#whole = now;
    const waits: Timeouts = {
      idleMs: now - this.#moved,
      readIdleMs: now - this.#in,
      writeIdleMs: now - this.#out,
      frameMs: now - this.#whole,
      firstFrameMs: framesIn === 0 ? now - this.#start : 0,
      lifetimeMs: now - this.#start,
    };
    return TIMEOUT_NAMES.find((name) => {
      const limit = this.#timeouts[name];
      return limit > 0 && waits[name] >= limit;
    });
  }
}

/** Whether bytes have gone out. */
function hasMoved(before: Progress, after: Progress): boolean {
  return after.bytesTaken > before.bytesTaken || after.queuedBytes < before.queuedBytes;
}
