import type { InternalError } from "../errors.js";

/** What the hub does with each connection of its loop. */
export interface Member {
  readonly slot: number;
  /** Goes on where the last turn ended. */
  proceed(): void;
  /** Stops and starts reading while the pool's reserve is out. */
  hold(isHeld: boolean): void;
  /** Tries to find room for the bytes that had none; true if there is. */
  rehouse(): boolean;
  /** Gives up: the pool has no room for this connection's frame. */
  starved(): void;
  /** Whether it is not closing. */
  readonly isOpen: boolean;
  /** Whether it waits for a larger buffer. */
  readonly isStarved: boolean;
  /** Bytes of its partial frame in the pool. */
  readonly heldBytes: number;
  /** The core has failed: nothing of it may be called any more. */
  broken(error: InternalError): void;
}
