import type { HeaderBlockFraming } from "../../../src/codec.js";
import { type Step, incomplete, malformed, overLimit, oversize } from "./step.js";

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
/** A length that can be passed over is below; nobody can count the rest. */
const VALUE_MAX = 10n ** 18n;

/**
 * Where in a header the next byte is:
 *
 * ```text
 *   line --CR--> last-feed --LF--> body
 *    ^ '--> name --:--> value ---------------------------------CR--> feed --.
 *    |              '-> margin --digit--> digits --blank--> blank --CR--^    |
 *    '------------------------------------------------------------------LF-'
 * ```
 */
type Place =
  "line" | "name" | "value" | "margin" | "digits" | "blank" | "feed" | "last-feed" | "body";

/** The header of one frame, as far as it has come. */
class Header {
  place: Place = "line";
  /** What its Content-Length says so far; undefined if there was none. */
  length: bigint | undefined;
  #name = "";

  /** Takes the next byte; false if no header goes on like that. */
  take(byte: number): boolean {
    const next = this.#after(byte);
    if (next !== undefined) this.place = next;
    return next !== undefined;
  }

  #after(byte: number): Place | undefined {
    if (this.place === "line") return this.#afterStart(byte);
    if (this.place === "name") return this.#afterName(byte);
    if (this.place === "feed") return byte === LF ? "line" : undefined;
    if (this.place === "last-feed") return byte === LF ? "body" : undefined;
    if (this.place !== "value") return this.#afterLength(byte);
    if (byte === CR) return "feed";
    return byte === LF ? undefined : "value";
  }

  #afterStart(byte: number): Place | undefined {
    if (byte === CR) return this.length === undefined ? undefined : "last-feed";
    if (byte === LF || byte === COLON) return undefined;
    this.#name = String.fromCharCode(byte);
    return "name";
  }

  #afterName(byte: number): Place | undefined {
    if (byte === CR || byte === LF) return undefined;
    if (byte !== COLON) {
      this.#name += String.fromCharCode(byte);
      return "name";
    }
    if (this.#name.toLowerCase() !== "content-length") return "value";
    if (this.length !== undefined) return undefined;
    this.length = 0n;
    return "margin";
  }

  #afterLength(byte: number): Place | undefined {
    const isBlank = byte === 0x20 || byte === 0x09;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (this.place === "margin" && isBlank) return "margin";
    if (this.place !== "blank" && isDigit) {
      this.length = 10n * (this.length ?? 0n) + BigInt(byte - 0x30);
      return "digits";
    }
    if (this.place !== "margin" && isBlank) return "blank";
    return this.place !== "margin" && byte === CR ? "feed" : undefined;
  }
}

export function stepHeaderBlock(framing: HeaderBlockFraming, rest: Uint8Array): Step {
  const { maxFrameBytes: limit, maxHeaderBytes, onOversize } = framing;
  const most = onOversize === "close" ? BigInt(limit) : VALUE_MAX - 1n;
  const header = new Header();
  for (const [i, byte] of rest.entries()) {
    if (!header.take(byte)) return malformed(framing);
    const length = header.length ?? 0n;
    if (length > most) return oversize(framing, Number(length));
    if (header.place === "body") return stepBody(framing, rest, i + 1, length);
    if (i + 1 === maxHeaderBytes) return { ...oversize(framing), limit: maxHeaderBytes };
  }
  return incomplete(framing, rest);
}

function stepBody(
  framing: HeaderBlockFraming,
  rest: Uint8Array,
  header: number,
  length: bigint,
): Step {
  const declared = Number(length);
  const wire = BigInt(header) + length;
  if (length > BigInt(framing.maxFrameBytes)) return overLimit(framing, rest, wire, declared);
  if (wire > BigInt(rest.length)) return incomplete(framing, rest, wire);
  return { payload: rest.slice(header, Number(wire)), size: Number(wire) };
}
