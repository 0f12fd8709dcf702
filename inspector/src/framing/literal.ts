import { digits } from "../input/digits.js";
import type { Setting, Value } from "./draft.js";

/** An option as it is written in a program. */
export function literal({ field, value }: Setting): string {
  return field.input === "bytes" ? bytesLiteral(value) : valueLiteral(value);
}

/** Where the library takes a number or a text for a few bytes, it reads better. */
function valueLiteral(value: Value): string {
  if (isList(value)) return `[${value.map(valueLiteral).join(", ")}]`;
  if (typeof value === "number") return numberLiteral(value);
  if (!(value instanceof Uint8Array)) return JSON.stringify(value);
  if (value.every(isText)) return JSON.stringify(String.fromCharCode(...value));
  return value.length === 1 ? hexLiteral(value[0] ?? 0) : bytesLiteral(value);
}

export function bytesLiteral(value: Value): string {
  if (!(value instanceof Uint8Array)) return JSON.stringify(value);
  return `Uint8Array.of(${Array.from(value, hexLiteral).join(", ")})`;
}

/** Five digits and more are easier to read in groups. */
function numberLiteral(value: number): string {
  const text = String(value);
  const isLong = /^-?\d{5,}$/.test(text);
  return isLong ? text.replace(/\B(?=(?:\d{3})+$)/g, "_") : text;
}

function hexLiteral(byte: number): string {
  return `0x${digits(byte)}`;
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d;
}

function isList(value: Value): value is readonly Uint8Array[] {
  return Array.isArray(value);
}
