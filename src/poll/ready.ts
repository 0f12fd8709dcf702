/**
 * What a source can be, as bits: what an {@link IoSource} is told by whoever makes it. The last three are
 * lasting and reported whatever the interest is.
 */
export const Ready = {
  READABLE: 1,
  WRITABLE: 2,
  READ_CLOSED: 4,
  WRITE_CLOSED: 8,
  ERROR: 16,
} as const;

/** Bits that need no interest. */
export const ALWAYS_REPORTED: number = Ready.READ_CLOSED | Ready.WRITE_CLOSED | Ready.ERROR;

/** Everything that can be said of a source that is gone. */
export const GONE: number =
  Ready.READABLE | Ready.WRITABLE | Ready.READ_CLOSED | Ready.WRITE_CLOSED;
