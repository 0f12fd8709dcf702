import type { FocusEvent } from "react";

/** A click on what is scrolled would take the focus from its grid, which has the keys. */
export function keepFocus({ target, currentTarget }: FocusEvent<HTMLElement>): void {
  if (target !== currentTarget) currentTarget.focus({ preventScroll: true });
}
