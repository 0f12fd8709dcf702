import { expected } from "../core/check.js";

/** @throws TypeError if it is not a Uint8Array. */
export function checkBytes(name: string, value: unknown): void {
  if (!(value instanceof Uint8Array)) throw new TypeError(expected(name, "a Uint8Array", value));
}
