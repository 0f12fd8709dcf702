/**
 * Why a connection does not read now: it reads when no cause is left.
 */

/** The user called `pause()`. */
export const PAUSED = 1;
/** `send()` answered false, and reading waits for the peer to read. */
export const BLOCKED = 2;
/** The others have their turn. */
export const TURN_OVER = 4;
/** The frame has outgrown its buffer, and the pool has no larger one. */
export const STARVED = 8;
/** The pool's reserve is out: nobody reads. */
export const HELD = 16;
