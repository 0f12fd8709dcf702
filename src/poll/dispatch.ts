import { expected } from "../core/check.js";
import { Event } from "./event.js";
import type { Registration } from "./registration.js";
import type { Token } from "./token.js";

/** What is to be done about the events of a source, before it returns: the event is good no longer then. */
export type EventHandler = ((event: Event) => void) | { handleEvent(event: Event): void };

/** The handler of each token, or one for all. */
export type EventHandlers = ReadonlyMap<Token, EventHandler> | ((event: Event) => void);

/**
 * Hands the event of a registration to its handler.
 *
 * @throws TypeError if `handlers` are none. The function it answers throws what the handler throws, and
 * RangeError if there is none.
 */
export function dispatcher(handlers: EventHandlers): (registration: Registration) => void {
  if (typeof handlers !== "function" && !isMap(handlers)) {
    throw new TypeError(expected("handlers", "a Map or a function", handlers));
  }
  const event = new Event();
  return (registration) => {
    const { token } = registration;
    const handler = typeof handlers === "function" ? handlers : handlers.get(token);
    if (handler === undefined) {
      registration.raise(registration.pending, 0);
      throw new RangeError(expected("handlers", `a handler of token ${token}`, undefined));
    }
    event.show(registration);
    if (typeof handler === "function") handler(event);
    else handler.handleEvent(event);
  };
}

function isMap(value: unknown): boolean {
  return value instanceof Map;
}
