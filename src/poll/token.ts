import { integer } from "../core/check.js";

declare const brand: unique symbol;

/** Which source an event is for: a whole number that the caller chose, 0 to 2^53 - 1. */
export type Token = number & { readonly [brand]: "Token" };

/**
 * A number as a token; at run time it stays the number, so that `===`, `switch` and `Map` work.
 *
 * @throws TypeError if it is not a number; RangeError if it is not whole or negative.
 * @example
 * const SERVER = Token(0);
 */
export function Token(value: number): Token {
  return integer("token", value, 0, Number.MAX_SAFE_INTEGER) as Token;
}
