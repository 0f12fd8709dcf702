import { NetworkError } from "../errors.js";

/** @throws NetworkError always: what it is that Node cannot do, and why. */
export function unsupported(what: string, why: string): never {
  throw new NetworkError(`${what} is not supported: ${why}`, "ENOTSUP");
}
