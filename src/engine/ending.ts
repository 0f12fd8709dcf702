import type { CloseReason } from "./handler.js";

const ENDED: CloseReason = { code: "ended" };

/** What an ending asks of its connection. */
export interface EndingHost {
  /** Changes whenever unsent bytes move. */
  readonly unsentMark: number;
  /** The peer has kept us waiting for too long. */
  impatient(): void;
}

/** How a connection ends: its state, the first reason given, and the patience of a closing one. */
export class Ending {
  readonly #host: EndingHost;
  readonly #lingerMs: number;
  // Made when somebody asks: few connections are waited for.
  #closed: Promise<CloseReason> | undefined;
  #resolveClosed: ((reason: CloseReason) => void) | undefined;
  #state: "open" | "closing" | "closed" = "open";
  #isSettled = false;
  #reason: CloseReason = ENDED;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: EndingHost, lingerMs: number) {
    this.#host = host;
    this.#lingerMs = lingerMs;
  }

  /** Settles with the reason when it is all over. */
  get closed(): Promise<CloseReason> {
    this.#closed ??= new Promise((resolve) => {
      if (this.#isSettled) resolve(this.#reason);
      else this.#resolveClosed = resolve;
    });
    return this.#closed;
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
    const before = this.#host.unsentMark;
    this.#timer = setTimeout(() => {
      // Nothing is sent any more by now: whatever has changed, has moved.
      if (this.#host.unsentMark !== before) this.linger();
      else this.#host.impatient();
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
    this.#isSettled = true;
    this.#resolveClosed?.(this.#reason);
  }
}
