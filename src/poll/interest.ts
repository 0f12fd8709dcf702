import { expected } from "../core/check.js";
import { Ready } from "./ready.js";
import { unsupported } from "./unsupported.js";

/**
 * In what of a source one is interested. There are three values, so `===` compares them; an interest in
 * nothing is none.
 */
export class Interest {
  static readonly READABLE: Interest = new Interest(Ready.READABLE, "READABLE");
  static readonly WRITABLE: Interest = new Interest(Ready.WRITABLE, "WRITABLE");
  static readonly #BOTH = new Interest(Ready.READABLE | Ready.WRITABLE, "READABLE | WRITABLE");

  /** For sources: the same as bits of {@link Ready}. */
  readonly bits: number;
  readonly #name: string;

  private constructor(bits: number, name: string) {
    this.bits = bits;
    this.#name = name;
  }

  /** @throws NetworkError (`ENOTSUP`): Node shows no out-of-band data. */
  static get PRIORITY(): Interest {
    return unsupported("Interest.PRIORITY", "Node shows no out-of-band data");
  }

  /** @throws NetworkError (`ENOTSUP`): Node has no POSIX asynchronous I/O. */
  static get AIO(): Interest {
    return unsupported("Interest.AIO", "Node has no POSIX asynchronous I/O");
  }

  /** @throws NetworkError (`ENOTSUP`): Node has no POSIX asynchronous I/O. */
  static get LIO(): Interest {
    return unsupported("Interest.LIO", "Node has no POSIX asynchronous I/O");
  }

  /** Both together. @throws TypeError if `other` is no interest. */
  add(other: Interest): Interest {
    const both = this.bits | checkInterest("other", other).bits;
    return both === this.bits ? this : both === other.bits ? other : Interest.#BOTH;
  }

  /** This one without the other, or undefined if nothing is left. @throws TypeError if `other` is none. */
  remove(other: Interest): Interest | undefined {
    const left = this.bits & ~checkInterest("other", other).bits;
    if (left === 0) return undefined;
    if (left === this.bits) return this;
    return left === Ready.READABLE ? Interest.READABLE : Interest.WRITABLE;
  }

  get isReadable(): boolean {
    return (this.bits & Ready.READABLE) !== 0;
  }

  get isWritable(): boolean {
    return (this.bits & Ready.WRITABLE) !== 0;
  }

  /** Never: Node has no such thing, and nor has an interest. */
  readonly isPriority: boolean = false;

  /** Never, as `isPriority`. */
  readonly isAio: boolean = false;

  /** Never, as `isPriority`. */
  readonly isLio: boolean = false;

  /** As `Debug` prints it: `READABLE | WRITABLE`. */
  toString(): string {
    return this.#name;
  }
}

/** @throws TypeError if it is no interest. */
export function checkInterest(name: string, value: unknown): Interest {
  if (value instanceof Interest) return value;
  throw new TypeError(expected(name, "an Interest", value));
}
