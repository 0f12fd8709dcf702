/** The answer of an operation that cannot go on now: the source is drained, an event will follow. */
export const WOULD_BLOCK: unique symbol = Symbol("WOULD_BLOCK");
export type WouldBlock = typeof WOULD_BLOCK;
