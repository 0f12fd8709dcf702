/** Checks of what a caller hands in: cheap if right, a full sentence if wrong. */

/** The name of an object's class; an object without a prototype has none. */
function kindOf(value: object): string {
  const maker: unknown = Reflect.get(value, "constructor");
  return typeof maker === "function" ? maker.name : "an object";
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null) return kindOf(value);
  return String(value);
}

/** The sentence that every refusal of an argument says. */
export function expected(name: string, what: string, value: unknown): string {
  return `"${name}" expected ${what}, got ${shown(value)}`;
}

/**
 * A whole number between two bounds.
 *
 * @throws TypeError if it is not a number; RangeError if it is not whole or out of bounds.
 */
export function integer(name: string, value: unknown, least: number, most: number): number {
  const what = `an integer from ${least} to ${most}`;
  if (typeof value !== "number") throw new TypeError(expected(name, what, value));
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(expected(name, what, value));
  }
  return value;
}

/**
 * An object of any kind.
 *
 * @throws TypeError if it is anything else.
 */
export function object(name: string, value: unknown): void {
  if (typeof value === "object" && value !== null) return;
  throw new TypeError(expected(name, "an object", value));
}

/**
 * True or false.
 *
 * @throws TypeError if it is anything else.
 */
export function flag(name: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw new TypeError(expected(name, "true or false", value));
  return value;
}

/**
 * One of a few words.
 *
 * @throws RangeError if it is none of them.
 */
export function oneOf<Word extends string>(
  name: string,
  value: unknown,
  words: readonly Word[],
): Word {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) {
    throw new RangeError(expected(name, words.map((w) => `"${w}"`).join(" or "), value));
  }
  return word;
}

/**
 * Bytes, at most so many.
 *
 * @throws TypeError if it is not a Uint8Array; RangeError if it has the wrong length.
 */
export function bytes(name: string, value: unknown, least: number, most: number): Uint8Array {
  const what = `a Uint8Array of ${least} to ${most} bytes`;
  if (!(value instanceof Uint8Array)) throw new TypeError(expected(name, what, value));
  if (value.length < least || value.length > most) {
    throw new RangeError(expected(name, what, value));
  }
  return value;
}

/** A size in bytes: a number, or a number with a unit, as in `"32 KiB"`. */
export type ByteSize = number | `${number} ${"B" | "KiB" | "MiB" | "GiB"}`;

const UNIT_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/**
 * The bytes of a size.
 *
 * @throws TypeError if it is neither number nor text; RangeError if it is no size or out of bounds.
 */
export function byteSize(name: string, value: unknown, least: number, most: number): number {
  if (typeof value !== "string") return integer(name, value, least, most);
  const match = /^(\d+(?:\.\d+)?) ?(B|KiB|MiB|GiB)$/.exec(value);
  if (match === null) throw new RangeError(expected(name, 'a size such as "32 KiB"', value));
  return integer(name, Number(match[1]) * (UNIT_BYTES[match[2] ?? "B"] ?? 1), least, most);
}
