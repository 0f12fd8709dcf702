import { expected, oneOf } from "../../core/check.js";
import type { LinkObserver } from "../protocol.js";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

const LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error"];

/** What pino, and many another logger, can do. */
export type PinoLike = Record<LogLevel, (fields: object, text: string) => void>;

export interface LoggerOptions {
  /** For messages that arrive; by default `info`. */
  readonly recvLevel?: LogLevel;
  /** For messages that were sent; by default `info`. */
  readonly sentLevel?: LogLevel;
}

/**
 * Logs each message, with the fields `link`, `lineage` and `message`.
 *
 * @throws TypeError if it is no logger; RangeError if a level is none.
 *
 * @example
 * connect({ port: 9000, codec, observer: observers.logger(pino(), { recvLevel: "debug" }) });
 */
export function logger<In, Out>(
  log: PinoLike,
  { recvLevel = "info", sentLevel = "info" }: LoggerOptions = {},
): LinkObserver<In, Out> {
  const levels = [oneOf("recvLevel", recvLevel, LEVELS), oneOf("sentLevel", sentLevel, LEVELS)];
  for (const level of levels) {
    if (typeof (log as Partial<PinoLike> | undefined)?.[level] === "function") continue;
    throw new TypeError(expected("log", `a logger with a method "${level}"`, log));
  }
  return {
    onRecv(link, message) {
      log[recvLevel]({ link: link.toString(), lineage: link.lineage, message }, "received");
    },
    onSent(link, message) {
      log[sentLevel]({ link: link.toString(), lineage: link.lineage, message }, "sent");
    },
  };
}
