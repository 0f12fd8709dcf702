import { expected } from "../core/check.js";
import { type Interest, checkInterest } from "./interest.js";
import type { Selector } from "./selector.js";
import { Token } from "./token.js";

/**
 * Something that can be registered. A source of one's own is, or has, an {@link IoSource} and passes these
 * calls on to it; or passes them on to a source that it wraps.
 */
export interface Source {
  register(registry: Registry, token: Token, interest: Interest): void;
  reregister(registry: Registry, token: Token, interest: Interest): void;
  deregister(registry: Registry): void;
}

/** Who is to be reported by a poll, under which token and for what. It may change while the poll waits. */
export class Registry {
  /** For sources, not for users. */
  readonly selector: Selector;

  constructor(selector: Selector) {
    this.selector = selector;
  }

  /**
   * From now on the poll reports this source. If it is ready already, that is reported too.
   *
   * @throws RangeError if the token is in use; TypeError if the source is registered, or anything is not
   * what it should be, or the poll is closed.
   */
  register(source: Source, token: Token, interest: Interest): void {
    checkSource(source);
    source.register(this, Token(token), checkInterest("interest", interest));
  }

  /**
   * Another token and interest instead of those it has. What it is now is reported under them.
   *
   * @throws RangeError if the token is another source's; TypeError if the source is not registered here.
   */
  reregister(source: Source, token: Token, interest: Interest): void {
    checkSource(source);
    source.reregister(this, Token(token), checkInterest("interest", interest));
  }

  /**
   * No event of this source comes from now on: none of the next poll, and none that the iteration under
   * way has not shown yet. Its token is free.
   *
   * @throws TypeError if the source is not registered here.
   */
  deregister(source: Source): void {
    checkSource(source);
    source.deregister(this);
  }

  /** Another of the same poll. Handing out this one does as well: it is here for those who port. */
  tryClone(): Registry {
    return new Registry(this.selector);
  }
}

function checkSource(source: unknown): void {
  const { register, reregister, deregister } = Object(source) as Partial<Record<string, unknown>>;
  const methods = [register, reregister, deregister];
  if (methods.every((method) => typeof method === "function")) return;
  throw new TypeError(expected("source", "a Source", source));
}
