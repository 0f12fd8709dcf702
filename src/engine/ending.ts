import type { CloseReason } from "./handler.js";

/** How a connection ends: its state, the first reason given, and the patience of a closing one. */
export class Ending {
  readonly closed: Promise<CloseReason>;
  readonly #lingerMs: number;
  readonly #unsentMark: () => number;
  readonly #onImpatience: () => void;
  #resolveClosed: (reason: CloseReason) => void = () => undefined;
  #state: "open" | "closing" | "closed" = "open";
  #reason: CloseReason = { code: "ended" };
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `unsentMark` changes whenever unsent bytes move. */
  constructor(lingerMs: number, unsentMark: () => number, onImpatience: () => void) {
    this.#lingerMs = lingerMs;
    this.#unsentMark = unsentMark;
    this.#onImpatience = onImpatience;
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  get state(): "open" | "closing" | "closed" {
    return this.#state;
  }

  get reason(): CloseReason {
    return this.#reason;
  }

  /** Whether this call began the ending. A later reason changes nothing. */
  begin(reason: CloseReason): boolean {
    if (this.#state !== "open") return false;
    this.#state = "closing";
    this.#reason = reason;
    return true;
  }

  /** A fault of the core overrules what was said before. */
  overrule(reason: CloseReason): void {
    this.#state = "closing";
    this.#reason = reason;
  }

  /** Waits for the peer's FIN as long as our bytes still move, and a while longer. */
  linger(): void {
    const before = this.#unsentMark();
    this.#timer = setTimeout(() => {
      // Nothing is sent any more by now: whatever has changed, has moved.
      if (this.#unsentMark() !== before) this.linger();
      else this.#onImpatience();
    }, this.#lingerMs);
  }

  /** Whether this call ended it all; `settle` tells those who wait. */
  finish(): boolean {
    if (this.#state === "closed") return false;
    this.#state = "closed";
    clearTimeout(this.#timer);
    return true;
  }

  settle(): void {
    this.#resolveClosed(this.#reason);
  }
}
