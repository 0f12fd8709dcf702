import type { CloseReason, Connection } from "../engine/handler.js";

/** Who converses on a wire. */
export interface WireUser<In, Out, State> {
  /** Whether its inbox takes no more. */
  readonly isFull: boolean;
  arrived(message: In, bytes: number): void;
  /** There is room to send. */
  drain(): void;
  failed(error: unknown): void;
  lost(wire: Wire<In, Out, State>, reason: CloseReason): void;
}

/** One connection of a link; it has a new one after each reconnect. */
export class Wire<In, Out, State> {
  /** What the caller keeps for as long as the connection is there. */
  readonly state: State;
  /** Whether `send()` has answered false and there was no room since. */
  isBlocked = false;
  /** Whether a message was sent since somebody last looked. */
  hasSent = false;
  #connection: Connection<In, Out, Wire<In, Out, State>> | undefined;
  #user: WireUser<In, Out, State> | undefined;
  #failure: CloseReason | undefined;
  // Nobody converses on it yet, and what comes must wait: Deno reads before the promise of who dialed goes on.
  #isPaused = true;

  constructor(state: State) {
    this.state = state;
  }

  /** @throws TypeError before the connection is there. */
  get connection(): Connection<In, Out, Wire<In, Out, State>> {
    if (this.#connection !== undefined) return this.#connection;
    throw new TypeError('"wire" expected to be connected, got a new one');
  }

  /** Whether messages are to wait. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isOpen(): boolean {
    return this.#connection?.state === "open";
  }

  /** The engine has made the connection. */
  opened(connection: Connection<In, Out, Wire<In, Out, State>>): void {
    this.#connection = connection;
    connection.pause();
  }

  /** Says who converses on it from now on. */
  use(user: WireUser<In, Out, State>): void {
    this.#user = user;
    if (user.isFull) this.pause();
    else this.resume();
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#connection?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#connection?.resume();
  }

  arrived(message: In, bytes: number): void {
    this.#user?.arrived(message, bytes);
  }

  /** There is room again. */
  writable(): void {
    this.isBlocked = false;
    this.#user?.drain();
  }

  /** Something was wrong; the connection says by itself whether it goes on. */
  failed(error: unknown): void {
    this.#user?.failed(error);
  }

  /** A hook or a consumer has thrown: that ends the connection. */
  fail(error: unknown): void {
    this.#failure ??= { code: "handler-error", error };
    this.failed(error);
    this.#connection?.close();
  }

  closed(reason: CloseReason): void {
    // This side has closed; it may have had a reason.
    const isOurs = reason.code === "closed" || reason.code === "aborted";
    this.#user?.lost(this, isOurs ? (this.#failure ?? reason) : reason);
  }
}
