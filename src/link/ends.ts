import { ConnectionClosedError } from "../errors.js";
import type { CloseReason } from "../engine/handler.js";

/** Ends that are no fault: an iteration stops there instead of throwing. */
export function isCleanEnd({ code }: CloseReason): boolean {
  return code === "closed" || code === "ended";
}

/** What a `recv` is told when there is nothing more to come. */
export function endError(reason: CloseReason): Error {
  const { code, error } = reason;
  if (error instanceof Error) return error;
  return new ConnectionClosedError(`the link is closed: ${code}`);
}
