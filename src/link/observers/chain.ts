import type { LinkObserver } from "../protocol.js";

/** Several observers as one: each is told, in this order. */
export function chain<In, Out>(
  ...observers: readonly LinkObserver<In, Out>[]
): LinkObserver<In, Out> {
  return {
    onRecv(link, message) {
      for (const observer of observers) observer.onRecv?.(link, message);
    },
    onSent(link, message) {
      for (const observer of observers) observer.onSent?.(link, message);
    },
  };
}
